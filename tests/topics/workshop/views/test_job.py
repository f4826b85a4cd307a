"""A step's own command: queued by a button, shown when it has run, told when its file is gone."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core import jobs
from core.base.i18n import label
from tests.shared.ended_job import wait_for_end

KEY = "workshop_test_job"


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SENTISCOPE_HOME", str(tmp_path / "home"))


@pytest.fixture
def opened(tiny_classifier_folder: Path):
    def script(model: str, key: str) -> None:
        import streamlit as st

        from core.app.errors import friendly
        from core.app.state import translator
        from core.topics.workshop.views.job import measured_here
        from core.topics.workshop.views.loop import side_by_side

        with friendly():
            options = ["--steps=3", "--without=clip", f"--model={model}"]
            told = measured_here(
                "core.topics.workshop.training.trainer_comparison", options, key, translator(), "go"
            )
            if told:
                st.write(len(told["ours"]))
                side_by_side(told, translator())

    def run(**parameters: str) -> AppTest:
        folder = str(tiny_classifier_folder)
        app = AppTest.from_function(script, kwargs={"model": folder, "key": KEY}, default_timeout=60)
        for name, value in parameters.items():
            app.query_params[name] = value
        app.run()
        assert not app.exception
        return app

    return run


@pytest.mark.whole
def test_a_comparison_runs_as_a_job_and_is_shown(opened) -> None:
    app = opened()
    assert label("workshop_loop.on_samples", "en") in [caption.value for caption in app.caption]
    app.button(key=f"{KEY}_run").click().run()
    job = wait_for_end(app.session_state[KEY])
    assert job.state is jobs.State.DONE, jobs.log_tail(job.id)
    shown = opened(**{KEY: job.id})
    assert [metric.value for metric in shown.metric] == ["0", "0"]
    assert label("workshop_loop.exact", "en") in [caption.value for caption in shown.caption]
    (job.folder / "result.json").unlink()
    gone = opened(**{KEY: job.id})
    assert label("errors.job_files_gone", "en") in [note.value for note in gone.warning]
    gone.button(key=f"{KEY}_another").click().run()
    assert f"{KEY}_run" in [button.key for button in gone.button]


def test_sst2_at_hand_is_named(opened, small_sst2: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTISCOPE_SST2", str(small_sst2))
    assert label("workshop_loop.on_sst2", "en") in [caption.value for caption in opened().caption]


def test_in_public_nothing_is_queued(opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTISCOPE_PUBLIC", "1")
    assert not opened().button
