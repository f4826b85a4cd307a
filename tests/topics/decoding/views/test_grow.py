"""A tree that is cancelled keeps what it has, and can be grown whole."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.base.i18n import label


def script(folder: str, width: int) -> None:
    import streamlit as st

    from core.app.models.cached_models import language_model
    from core.app.state import translator
    from core.topics.decoding.concepts.filters import Filters
    from core.topics.decoding.views import grow
    from core.topics.decoding.views.shared import Settings

    settings = Settings(width, 6, 1.0, "heuristic", 1, Filters(), 42, ())
    found = grow.grown(language_model(folder), "the film", settings, translator())
    st.session_state["depth"] = max(node.depth for node in found.tree.nodes)
    st.session_state["best"] = len(found.best)


@pytest.fixture
def app(tiny_llama_folder: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setattr("core.topics.decoding.views.grow.SECONDS_BEFORE_A_BAR", -1.0)
    options = {"args": (str(tiny_llama_folder), 3), "default_timeout": 60}
    return AppTest.from_function(script, **options)


def test_a_step_after_the_button_it_stops_and_shows_what_it_has(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    import core.topics.decoding.views.grow as growing

    draw = growing._show_progress

    def press_at_two(place, done, total, t) -> None:
        if done == 2:
            growing._cancel()  # as the button does when the next step listens
            raise RuntimeError("the rerun that a button press is")
        draw(place, done, total, t)

    monkeypatch.setattr(growing, "_show_progress", press_at_two)
    app.run()
    assert len(app.exception) == 1
    app.run()
    assert not app.exception
    assert label("decoding.stopped", "en", done=2) in [info.value for info in app.info]
    assert (app.session_state["depth"], app.session_state["best"]) == (2, 0)
    monkeypatch.setattr(growing, "_show_progress", draw)
    app.button(key="decoding_go_on").click().run()
    assert not app.exception
    assert app.session_state["depth"] == 6
    assert app.session_state["best"] == 3


def test_progress_is_drawn_before_each_step_and_the_tree_is_kept(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    import core.topics.decoding.views.grow as growing

    told = []
    draw = growing._show_progress

    def noted(place, done, total, t) -> None:
        told.append((done, total))
        draw(place, done, total, t)

    monkeypatch.setattr(growing, "_show_progress", noted)
    app.run()
    assert not app.exception
    assert [done for done, _ in told] == list(range(len(told)))
    assert told[0][1] == 18
    app.run()
    assert len(told) <= 18
