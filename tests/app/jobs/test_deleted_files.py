"""A job whose files somebody deleted is named as such; other jobs are shown as ever."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core import jobs
from core.app.jobs.upload import UPLOADS
from core.app.models.trained_here import KIND as TRAINING
from core.base.i18n import LANGUAGES, label
from core.jobs import database
from core.topics.batch.views.prepare import KIND, OUTPUT

OWNER = "this browser"
Open = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SENTISCOPE_HOME", str(tmp_path))
    monkeypatch.setenv("SENTISCOPE_JOBS_RUNNING", "0")
    monkeypatch.setattr("core.app.jobs.browser.owner", lambda: OWNER)


def ended(kind: str, state: str, name: str = "reviews.csv") -> jobs.Job:
    """A job that has ended, with an upload and a result of some kind."""
    with jobs.filled_folder() as folder:
        (folder / UPLOADS).mkdir()
        (folder / UPLOADS / name).write_text("text\ngood")
        (folder / OUTPUT).write_text("text\ngood")
        job_id = jobs.submit("core.scoring", [], kind, OWNER, folder)
    with database.transaction() as connection:
        connection.execute("UPDATE jobs SET state = ?, finished = created WHERE id = ?", (state, job_id))
    return jobs.status(job_id)


def told(app: AppTest) -> list[str]:
    return [element.value for kind in (app.error, app.warning) for element in kind]


def written(app: AppTest) -> list[str]:
    return [element.value for kind in (app.text, app.markdown) for element in kind]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", ["done", "failed", "cancelled"])
def test_the_list_and_the_panel_name_a_deleted_folder(open_app: Open, state: str, language: str) -> None:
    gone, other = ended(KIND, state), ended(KIND, "done", "other.csv")
    shutil.rmtree(gone.folder)
    app = open_app("batch", lang=language)
    assert told(app) == []
    assert {label("jobs.gone", language), "other.csv"} <= set(written(app))
    keys = {button.key for button in app.button} | {button.key for button in app.get("download_button")}
    assert {f"remove_{gone.id}", f"open_{other.id}"} <= keys
    app = open_app("batch", lang=language, batch_job=gone.id)
    assert told(app) == [label("errors.job_files_gone", language)]


def test_the_panel_names_a_deleted_result(open_app: Open) -> None:
    job = ended(KIND, "done")
    (job.folder / OUTPUT).unlink()
    app = open_app("batch", lang="en", batch_job=job.id)
    assert told(app) == [label("errors.job_files_gone", "en")]


def test_a_result_without_its_summary_is_a_sentence(open_app: Open) -> None:
    app = open_app("batch", lang="en", batch_job=ended(KIND, "done").id)
    assert told(app) == [label("errors.result_unreadable", "en", file=OUTPUT)]


def test_a_deleted_job_can_be_removed(open_app: Open) -> None:
    gone = ended(KIND, "done")
    shutil.rmtree(gone.folder)
    app = open_app("batch", lang="en")
    app.button(key=f"remove_{gone.id}").click().run()
    assert not app.exception
    assert jobs.history(KIND, OWNER) == []


def test_a_deleted_training_is_named(open_app: Open) -> None:
    gone = ended(TRAINING, "done")
    shutil.rmtree(gone.folder)
    parts = {"workshop_step": "train"}
    app = open_app("workshop", lang="en", **parts)
    assert label("jobs.gone", "en") in written(app)
    app = open_app("workshop", lang="en", workshop_job=gone.id, **parts)
    assert label("errors.job_files_gone", "en") in told(app)


@pytest.mark.parametrize(("part", "key"), [("measured", "seeds_job"), ("measured", "loop_trainer_job")])
def test_a_deleted_measurement_is_named(open_app: Open, part: str, key: str) -> None:
    gone = ended("experiment", "done")
    shutil.rmtree(gone.folder)
    app = open_app("workshop", lang="en", workshop_part=part, **{key: gone.id})
    assert told(app) == [label("errors.job_files_gone", "en")]
