"""What is made ready in the background: once a server, not in tests, and into the pages' own cache."""

import threading

import pytest
import streamlit as st
from streamlit import runtime

from core.app.models import cached_models, traced_model, warm_up
from core.models.catalog import MAIN_MODEL


@pytest.fixture
def made_ready(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each time that the background began; it does nothing else."""
    begun: list[str] = []
    monkeypatch.setattr(warm_up, "_make_ready", lambda: begun.append(threading.current_thread().name))
    monkeypatch.setattr(runtime, "exists", lambda: True)
    st.cache_resource.clear()
    yield begun
    st.cache_resource.clear()


def begin() -> None:
    warm_up.warm_up()
    for thread in threading.enumerate():
        if thread.name == "warm-up":
            thread.join()


def test_it_begins_once(made_ready: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(warm_up.SWITCH)
    begin()
    begin()
    assert made_ready == ["warm-up"]


def test_tests_and_scripts_without_a_server_do_without(
    made_ready: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    begin()
    monkeypatch.delenv(warm_up.SWITCH)
    monkeypatch.setattr(runtime, "exists", lambda: False)
    begin()
    assert made_ready == []


def test_what_fails_is_logged_and_the_rest_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []

    def fail() -> None:
        raise OSError("no disk")

    monkeypatch.setattr(warm_up, "SECONDS_BEFORE", 0)
    monkeypatch.setattr(warm_up, "STEPS", (fail, lambda: done.append("second")))
    warm_up._make_ready()
    assert done == ["second"]
    assert "no disk" in caplog.text


def test_the_pages_find_what_a_thread_without_a_session_loaded(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    st.cache_resource.clear()
    caplog.clear()
    thread = threading.Thread(target=warm_up._load_main_model)
    thread.start()
    thread.join()
    assert "ScriptRunContext" not in caplog.text
    monkeypatch.setattr("core.models.classifiers.load_classifier", None)
    monkeypatch.setattr("core.models.classifiers.load_quick_classifier", None)
    assert cached_models.classifier(MAIN_MODEL).network is not None
    assert traced_model.opened(MAIN_MODEL).shape.layers == 6
    assert cached_models.timed_prediction(MAIN_MODEL, "a fine film").prediction.label == "positive"
