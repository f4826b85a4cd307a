"""A wait names what it is for, only while it lasts, and only if it lasts."""

import time

from streamlit.testing.v1 import AppTest

from core.app.waiting import SECONDS

PAGE = """
import time
import streamlit as st
from core.app.waiting import waiting

with waiting("Loading a film", 90):
    time.sleep(SLEEP)
    if FAILS:
        raise ValueError("no film")
st.text("ready")
"""


def run(seconds: float, monkeypatch, fails: bool = False) -> tuple[AppTest, list[str]]:
    """The page after its run, and what was said meanwhile."""
    from streamlit.delta_generator import DeltaGenerator

    said: list[str] = []
    caption = DeltaGenerator.caption

    def listened(self, body, *args, **options):
        said.append(body)
        return caption(self, body, *args, **options)

    monkeypatch.setattr(DeltaGenerator, "caption", listened)
    source = PAGE.replace("SLEEP", str(seconds)).replace("FAILS", str(fails))
    return AppTest.from_string(source, default_timeout=60).run(), said


def test_a_long_wait_is_named_and_gone_when_it_ends(monkeypatch) -> None:
    app, said = run(3 * SECONDS, monkeypatch)
    assert said == ["Loading a film"]
    assert [caption.value for caption in app.caption] == []
    assert app.text[0].value == "ready"


def test_what_is_quick_needs_no_word(monkeypatch) -> None:
    _, said = run(0, monkeypatch)
    time.sleep(2 * SECONDS)  # also not afterwards
    assert said == []


def test_an_error_ends_the_wait(monkeypatch) -> None:
    app, said = run(3 * SECONDS, monkeypatch, fails=True)
    assert said == ["Loading a film"]
    assert len(app.exception) == 1
    assert [caption.value for caption in app.caption] == []
