"""A disk that is full where a job's folder is written: a sentence, and no half folder."""

import errno
import os
import resource
from pathlib import Path

import pytest
import streamlit as st

from core import jobs
from core.app.jobs import upload
from core.app.models import trained_here
from core.base.errors import SentiscopeError
from core.jobs import folders
from core.topics.workshop.views import train

SETTINGS = trained_here.TrainingSettings("bert", "small", 0, 1, 8, 42)


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SENTISCOPE_HOME", str(tmp_path))
    monkeypatch.setenv("SENTISCOPE_JOBS_RUNNING", "0")
    monkeypatch.setattr(st, "session_state", {})
    jobs.keep_going()  # the table is there


@pytest.fixture
def refusing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Every file written through pathlib is refused with this number of the system's."""

    def refuse(path: Path, *_: object, **__: object) -> None:
        path.touch()  # what had room
        raise OSError(request.param, os.strerror(request.param))

    monkeypatch.setattr(Path, "write_bytes", refuse)
    monkeypatch.setattr(Path, "write_text", refuse)
    number: int = request.param
    return number


@pytest.mark.parametrize("refusing", [errno.ENOSPC, errno.EDQUOT], indirect=True)
def test_an_upload_leaves_no_half_folder(refusing: int) -> None:
    with pytest.raises(SentiscopeError, match="disk_full"):
        upload.store("token", "reviews.csv", b"text\ngood")
    assert folders.job_folders() == []
    assert st.session_state == {}


@pytest.mark.parametrize("refusing", [errno.EACCES, errno.EIO], indirect=True)
def test_another_refusal_says_the_reason(refusing: int) -> None:
    with pytest.raises(SentiscopeError, match="jobs_folder_unusable") as raised:
        upload.store("token", "reviews.csv", b"text\ngood")
    assert raised.value.parameters["reason"] == os.strerror(refusing)
    assert folders.job_folders() == []


@pytest.mark.parametrize("refusing", [errno.ENOSPC], indirect=True)
def test_a_training_leaves_no_half_folder(refusing: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.app.jobs.browser.owner", lambda: "this browser")
    with pytest.raises(SentiscopeError, match="disk_full"):
        train.start([], SETTINGS)
    assert folders.job_folders() == []
    assert jobs.history(trained_here.KIND, "this browser") == []


def test_a_real_limit_on_files(tmp_path: Path) -> None:
    """The system's own limit, as a full quota gives it; what lay there before stays."""
    kept = upload.store("first", "first.csv", b"text\ngood")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, before[1]))
    try:
        with pytest.raises(SentiscopeError, match="disk_full"):
            upload.store("second", "second.csv", b"x" * 1_000_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert folders.job_folders() == [kept.folder]
    assert kept.file.read_bytes() == b"text\ngood"


def test_an_upload_stays_where_its_job_could_not_be_queued(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = upload.store("token", "reviews.csv", b"text\ngood")
    monkeypatch.setenv("SENTISCOPE_JOBS_WAITING", "0")
    with pytest.raises(SentiscopeError, match="job_queue_full"):
        jobs.submit("core.scoring", [], "scoring", "", stored.folder)
    assert upload.store("token", "reviews.csv", b"text\ngood") == stored
    with pytest.raises(SentiscopeError, match="job_queue_full"):
        jobs.submit("core.scoring", [], "scoring")
    assert folders.job_folders() == [stored.folder]  # the job without a folder of its own left none
