"""The job panel's line of progress."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.app.jobs import job_panel
from core.app.jobs.job_panel import duration, progress_text, share_done
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


@pytest.mark.parametrize(("done", "total"), [(0, 4800), (1200, 4800), (4800, 4800), (3, 7), (5001, 5000)])
def test_the_bar_stands_where_its_text_says(done: int, total: int) -> None:
    told = re.match(r"([\d,]+) of ([\d,]+)", progress_text(replace(JOB, done=done, total=total), english))
    steps, all_steps = (int(number.replace(",", "")) for number in told.groups())
    assert share_done(replace(JOB, done=done, total=total)) == min(1.0, steps / all_steps)


@pytest.mark.parametrize("change", [{"state": State.WAITING, "queue_position": 1}, {"total": 0}])
def test_the_bar_is_empty_while_its_text_names_no_steps(change: dict[str, Any]) -> None:
    assert share_done(replace(JOB, **change)) == 0.0


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (59.6, "1:00"), (3600, "60:00"), (-1, "0:00")])
def test_duration(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("key", "lasts"),
    [("csv_labels_unknown", True), ("csv_cannot_write", False), ("scoring_file_failed", False)],
)
def test_another_try_is_offered_where_it_may_help(key: str, lasts: bool) -> None:
    assert job_panel._lasts(SentiscopeError(key)) is lasts
