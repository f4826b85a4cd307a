"""The declared concept pages."""

from importlib import import_module

from core.app.navigation import PAGES
from core.app.page import ConceptPage

WITHOUT_CONCEPT = ("home", "batch", "evaluate", "practice", "glossary")


def concept_pages() -> dict[str, ConceptPage]:
    """Every page of the menu that teaches something, by name."""
    names = [page.name for page in PAGES if page.name not in WITHOUT_CONCEPT]
    return {name: import_module(f"core.topics.{name}.page").PAGE for name in names}


def figures_of_experiments() -> dict[str, str]:
    """Each experiment with the figure that its page draws of it, as `module:function`."""
    figures: dict[str, str] = {}
    for page in concept_pages().values():
        figures |= page.measured.figures  # type: ignore[attr-defined]
    return figures
