"""Docstrings of the code that pages show, in a language other than the code's own, English."""

import tomllib
from collections.abc import Mapping
from functools import cache

from core.base.settings import APP, TOPICS


@cache
def docstrings(language: str) -> Mapping[tuple[str, str], str]:
    """All docstrings of a language by module and name, as Python has it (`Confusion.matrix`).

    Files `docstrings.<language>.toml` beside the other texts hold them, a table for each module. None are
    there of English, which stand in the code.
    """
    files = [APP / "text" / f"docstrings.{language}.toml", *TOPICS.glob(f"*/text/docstrings.{language}.toml")]
    tables = (tomllib.loads(file.read_text(encoding="utf-8")) for file in files if file.exists())
    return {
        (module, name): text.strip()
        for table in tables
        for module, texts in table.items()
        for name, text in texts.items()
    }
