"""A wait that says what it is for: a place of the height of what comes, so that nothing is pushed down."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from uuid import uuid4

import streamlit as st
from streamlit.runtime.scriptrunner import add_script_run_ctx

from core.app.foreign import foreign
from core.app.state import Translator
from core.models.catalog import MAIN_MODEL, OFFERED, QUICK

SECONDS = 0.3  # of waiting that need no word
SECONDS_QUICK, SECONDS_TORCH = 2, 6  # of a first load on two cores, without torch and with it


@contextmanager
def waiting(text: str, height: int) -> Iterator[None]:
    """Show `text` in a place of so many pixels while the block runs, if that takes more than 0.3 s.

    What the block draws stands below that place, which is gone when the block ends.
    """
    place, ended, lock = st.empty(), threading.Event(), threading.Lock()

    def say() -> None:
        with lock:
            if not ended.is_set():
                # A key of its own, because several may wait in one run; the style knows how it begins.
                box = place.container(height=height, border=False, key=f"ss-waiting-{uuid4().hex}")
                box.caption(text, width="content")

    timer = threading.Timer(SECONDS, say)
    add_script_run_ctx(timer)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        with lock:
            ended.set()
        place.empty()


def waiting_for(
    name: str, height: int, t: Translator, label: str = "", seconds: int = 0
) -> AbstractContextManager[None]:
    """The wait for a model that answers; `label` is what it is called, where it is none of those shipped."""
    seconds = seconds or (SECONDS_QUICK if name in QUICK else SECONDS_TORCH)
    return waiting(t("waiting.model", model=foreign(label) or t(f"models.{name}"), seconds=seconds), height)


def waiting_for_torch(height: int, t: Translator, name: str = MAIN_MODEL) -> AbstractContextManager[None]:
    """The wait for a model that is opened up, which needs torch; one that is not shipped goes by no name."""
    if name not in OFFERED:
        return waiting(t("waiting.some_model", seconds=SECONDS_TORCH), height)
    return waiting_for(name, height, t, seconds=SECONDS_TORCH)
