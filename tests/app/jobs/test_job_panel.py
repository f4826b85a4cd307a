"""The job panel's line of progress."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.app.jobs import job_panel
from core.app.jobs.job_panel import duration, progress_text
from core.base.errors import SentiscopeError
from core.base.i18n import label
from core.jobs import Job, State

JOB = Job(
    id="a", kind="k", state=State.RUNNING, queue_position=None, done=1200, total=4800, message="", metrics={},
    attempts=1, created=0.0, started=0.0, finished=None, rate=60.0, seconds_left=61.0, error_key=None,
    error_parameters={}, folder=Path(),
)  # fmt: skip


def english(key: str, **parameters: object) -> str:
    return label(key, "en", **parameters)


def test_running_job_says_steps_speed_and_time_left() -> None:
    assert progress_text(JOB, english) == "1,200 of 4,800 · 60.0 a second · 1:01 left"


def test_waiting_job_says_its_place() -> None:
    assert "place 3" in progress_text(replace(JOB, state=State.WAITING, queue_position=3), english)


def test_job_without_a_total_is_starting() -> None:
    assert progress_text(replace(JOB, total=0), english) == "Starting"


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (59.6, "1:00"), (3600, "60:00"), (-1, "0:00")])
def test_duration(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("key", "lasts"),
    [("csv_labels_unknown", True), ("csv_cannot_write", False), ("scoring_file_failed", False)],
)
def test_another_try_is_offered_where_it_may_help(key: str, lasts: bool) -> None:
    assert job_panel._lasts(SentiscopeError(key)) is lasts
