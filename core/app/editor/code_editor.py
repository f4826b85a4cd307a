"""The code editor on a page: what is typed stays in the browser until Check."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from core.app.editor.bundle import address
from core.app.state import Translator
from core.app.widgets.component import component

KEY = "code_editor"
MOST_CODE = 20_000  # characters; kept_code.js knows it too
TEXTS = ("label", "about", "check", "checking", "again", "sure", "yes", "no", "long", "failed")

_editor = component("editor", folder=Path(__file__).parent)


@dataclass(frozen=True)
class Code:
    """What stands in the editor at first: what this browser keeps of the round, else `last`, else `start`."""

    exercise: str
    start: str
    last: str = ""
    round: str = "0"


def code_editor(
    code: Code,
    t: Translator,
    check: Callable[[str], None],
    *,
    is_busy: bool,
    is_fixed: bool,
    wrong: tuple[str, int] | None = None,
) -> None:
    """Draw the editor; at Check `check` gets the code, before the page is drawn again.

    `wrong` is the code that was checked and the line in it that raised an error, from 1. With `is_fixed` the
    code can only be read.
    """

    def asked() -> None:
        text = sent(st.session_state[KEY].get("asked"), code.exercise)
        if text is not None and not is_fixed:
            check(text)

    data = {
        "bundle": address(),
        "exercise": code.exercise,
        "round": code.round,
        "start": code.start,
        "last": code.last,
        "isBusy": is_busy,
        "isFixed": is_fixed,
        "wrong": {"code": wrong[0], "line": wrong[1]} if wrong else None,
        "texts": {name: t(f"editor.{name}") for name in TEXTS},
    }
    _editor(data=data, key=KEY, on_asked_change=asked)


def sent(asked: Any, exercise: str) -> str | None:
    """The code that a browser sent, if it is some of this exercise's and not too long."""
    if not isinstance(asked, dict) or asked.get("exercise") != exercise:
        return None
    code = asked.get("code")
    return code if isinstance(code, str) and len(code) <= MOST_CODE else None
