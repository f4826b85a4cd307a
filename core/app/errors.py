"""Errors on a page: one sentence for the person, the traceback for the log."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from core.app.foreign import foreign_parameters
from core.app.state import language, translator
from core.base.errors import SentiscopeError
from core.base.i18n import error_text, labels

log = logging.getLogger("sentiscope")
INVITATIONS = ("text_empty",)  # nothing is wrong: the page waits for something


@contextmanager
def friendly() -> Iterator[None]:
    """Show whatever goes wrong inside as one clear sentence; the rest of the page stays."""
    try:
        yield
    except SentiscopeError as error:
        show(error)
    except Exception:
        log.exception("unexpected error on a page")
        st.error(translator()("errors.unexpected"), icon=":material/error:")


def show(error: SentiscopeError) -> None:
    """An error of ours in the user's language."""
    sentence = _in_markdown(error)
    if error.key in INVITATIONS:
        st.info(sentence, icon=":material/edit:")
        return
    log.warning("shown to the user: %s", error, exc_info=error)
    st.warning(sentence, icon=":material/info:")


def _in_markdown(error: SentiscopeError) -> str:
    """The sentence, in which names of files, models and columns are no Markdown."""
    template = labels(language())[f"errors.{error.key}"]
    return error_text(
        SentiscopeError(error.key, **foreign_parameters(template, error.parameters)), language()
    )
