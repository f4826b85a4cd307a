"""Every screen of the app, derived from the pages' own declarations: page × part × view."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

from core.app.navigation import PAGES
from core.app.page import ConceptPage, Views


@dataclass(frozen=True)
class Screen:
    """A page with one part and one view open; `settings` are those of its URL."""

    page: str
    part: str  # "" on a page without parts
    settings: tuple[tuple[str, str], ...] = ()
    in_words: bool = False  # declared so

    @property
    def is_text(self) -> bool:
        """Read from its first line on, rather than looked at."""
        return self.in_words or self.part == "read" or self.page in ("glossary", "practice")

    @property
    def name(self) -> str:
        return "/".join([self.page, *(value for _, value in self.settings)])

    def url(self, **more: str) -> str:
        """The path with its query, below the server's address."""
        path = "" if self.page == "home" else self.page
        return f"{path}?{urlencode({**dict(self.settings), **more})}"


def all_screens() -> list[Screen]:
    """One for each page, part and view, in the menu's order."""
    return [screen for entry in PAGES for screen in _screens_of(entry.name)]


def _screens_of(page: str) -> Iterator[Screen]:
    module = import_module(f"core.topics.{page}.page")
    declared = getattr(module, "PAGE", None)
    if not isinstance(declared, ConceptPage):
        for views, in_words in _views_of(getattr(module, "VIEWS", None)):
            yield Screen(page, "", views, in_words)
        return
    for part in declared.parts():
        for views, in_words in _views_of(getattr(declared, part, None)):
            yield Screen(page, part, ((f"{page}_part", part), *views), in_words)


def _views_of(part: Any) -> Iterator[tuple[tuple[tuple[str, str], ...], bool]]:
    """The settings of each view, inner ones too, and whether it is in words; once none without views."""
    if not isinstance(part, Views):
        yield (), False
        return
    for name, view in part.views.items():
        for inner, in_words in _views_of(view):
            yield ((part.key, name), *inner), in_words or name in part.in_words
