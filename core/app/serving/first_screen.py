"""Home's first screen, before Streamlit's scripts have arrived: its words and the first verdict, in place.

It lies over the page until the page has its own verdict (`first_screen.js`). The card is drawn by the very
module that draws it later. Everything on it is ours: a visitor's own sentence waits for the page.
"""

import asyncio
import html
import json
import logging
import re
from concurrent.futures import Future
from functools import lru_cache
from pathlib import Path
from string import Template

import streamlit as st

from core.app.figures.palette import css_variables
from core.app.models.cached_models import TimedPrediction, timed_prediction
from core.app.models.model_line import model_line
from core.app.models.warm_up import is_wanted
from core.app.state import Translator, in_language, translator
from core.app.style import ICON, LOGO
from core.app.widgets.component import SHARED
from core.app.widgets.components import card_data
from core.app.widgets.es_modules import link
from core.base.errors import SentiscopeError
from core.base.i18n import LANGUAGES
from core.data.example_sentences import DEFAULT
from core.models.catalog import MAIN_MODEL

SECONDS_TO_WAIT = 2.0  # then Streamlit's scripts have long arrived
FOLDER = Path(__file__).parent
DOORS = ("start", "tour", "score")  # their room is kept
BOLD = re.compile(r"\*\*(.+?)\*\*")
_verdict: Future[TimedPrediction | None] = Future()
log = logging.getLogger(__name__)


def prepare() -> None:
    """Open the quick model and let it answer; without one there is no first screen, and nobody waits."""
    timed = None
    try:
        timed = timed_prediction(MAIN_MODEL, DEFAULT)
    except SentiscopeError as error:  # no weights package, for example; the page says so
        log.info("no first screen: %s", error)
    finally:
        _verdict.set_result(timed)


async def first_screen(language: str) -> str:
    """The first screen as HTML, or nothing where no verdict comes in time or none is being prepared."""
    if not is_wanted():
        return ""
    try:
        waiting = asyncio.shield(asyncio.wrap_future(_verdict))
        timed = await asyncio.wait_for(waiting, SECONDS_TO_WAIT)
    except TimeoutError:
        return ""
    return _drawn(timed, language) if timed else ""


@lru_cache(maxsize=len(LANGUAGES))
def _drawn(timed: TimedPrediction, language: str) -> str:
    with in_language(language):
        return drawn(timed, translator())


def drawn(timed: TimedPrediction, t: Translator) -> str:
    """The first screen with that verdict, as HTML."""
    doors = (t(f"home.{name}") for name in DOORS)
    template = Template((FOLDER / "first_screen.html").read_text(encoding="utf-8"))
    return template.substitute(
        style=css_variables() + (FOLDER / "first_screen.css").read_text(encoding="utf-8"),
        font=st.get_option("theme.font"),
        code_font=st.get_option("theme.codeFont"),
        logo=Path(LOGO).read_text(encoding="utf-8"),
        icon=Path(ICON).read_text(encoding="utf-8"),
        title=html.escape(t("pages.home.title")),
        question=html.escape(t("pages.home.question")),
        model=BOLD.sub(r"<strong>\1</strong>", html.escape(model_line(t))),
        doors="".join(f"<span>{html.escape(door)}</span>" for door in doors),
        script=_json(link(FOLDER / "first_screen.js")),
        card=_json(card_data(timed, t(f"models.{MAIN_MODEL}"), t)),
        card_style=_json((SHARED / "verdict.css").read_text(encoding="utf-8")),
    )


def _json(value: object) -> str:
    """JSON that can stand in a script: no `<` ends it."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
