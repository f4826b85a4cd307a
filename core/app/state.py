"""What the whole app shares: language, theme, and the one sentence. All of it lives in the URL."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import streamlit as st

from core.app.figures.palette import Palette, palette
from core.base.i18n import LANGUAGES, closest_language, label

SENTENCE_KEY = "sentence"
LANGUAGE_KEY = "lang"

Translator = Callable[..., str]
_given: ContextVar[str | None] = ContextVar("language", default=None)


def language() -> str:
    """The chosen language, else the link's, else the browser's, else English."""
    if given := _given.get():
        return given
    chosen = st.session_state.get(LANGUAGE_KEY) or st.query_params.get(LANGUAGE_KEY)
    return chosen if chosen in LANGUAGES else closest_language(st.context.locale)


@contextmanager
def in_language(given: str) -> Iterator[None]:
    """For what the server writes itself, where there is no page that has a language."""
    token = _given.set(given)
    try:
        yield
    finally:
        _given.reset(token)


def translator() -> Translator:
    """`t("section.key", …)`: the short text in the chosen language."""
    chosen = language()
    return lambda key, **parameters: label(key, chosen, **parameters)


def colours() -> Palette:
    """The palette of the theme that the browser shows."""
    return palette(st.context.theme.type)


def sentence() -> str:
    """The shared sentence as typed on whichever page."""
    return st.session_state.get(SENTENCE_KEY, "")
