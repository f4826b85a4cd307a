"""Real workers and children, from the queue to the end."""

import os
import shutil
import signal

import pytest

from core import jobs
from core.jobs.job import State
from tests.jobs.support import (
    lives,
    numbers,
    submit_child,
    submit_counting,
    wait_for,
    wait_for_state,
    wait_for_steps,
    worker_pid,
    workers,
)

pytestmark = pytest.mark.whole


def test_a_job_runs_to_its_end() -> None:
    job_id = submit_counting(4)
    job = wait_for_state(job_id, State.DONE)
    assert (job.done, job.total, job.message, job.metrics) == (4, 4, "counting", {"square": 9.0})
    assert job.started is not None
    assert job.finished is not None
    assert job.created <= job.started <= job.finished
    assert (job.attempts, job.queue_position, job.rate, job.error) == (1, None, None, None)
    wait_for(lambda: workers() == [], "the worker to leave")
    assert "::exit 0" in jobs.log_tail(job_id)


def test_a_running_job_tells_how_long_it_takes() -> None:
    job_id = submit_counting(10_000, 0.05)
    wait_for(lambda: jobs.status(job_id).rate is not None, "a rate")
    job = jobs.status(job_id)
    assert job.rate is not None
    assert 0 < job.rate <= 20.5
    assert job.seconds_left is not None
    assert job.seconds_left > 400


def test_the_latest_of_each_number_is_kept() -> None:
    job = wait_for_state(submit_child("talking"), State.DONE)
    assert (job.done, job.total, job.message, job.metrics) == (2, 4, "载入", {"loss": 0.5})


def test_a_failed_job_says_why_in_the_users_words() -> None:
    job = wait_for_state(submit_child("failing", "column_missing"), State.FAILED)
    assert job.error is not None
    assert (job.error.key, job.error.parameters) == ("column_missing", {"column": "文本", "rows": 3})
    assert job.attempts == 1


def test_a_failed_job_keeps_its_last_lines() -> None:
    job_id = submit_child("failing")
    job = wait_for_state(job_id, State.FAILED)
    assert (job.error_key, job.error_parameters) == ("job_failed", {"exit_code": 4})
    assert "Traceback: the reason" in jobs.log_tail(job_id)
    assert "before the end" in jobs.log_tail(job_id)


def test_a_module_that_does_not_exist_fails() -> None:
    job = wait_for_state(submit_child("missing"), State.FAILED)
    assert job.error_key == "job_failed"


def test_a_crashed_child_runs_again() -> None:
    job = wait_for_state(submit_child("crashing", "2"), State.DONE)
    assert job.attempts == 3


@pytest.mark.usefixtures("one_worker")
def test_a_job_that_always_crashes_does_not_block_others() -> None:
    crashing, other = submit_child("crashing", "99"), submit_counting(1)
    assert wait_for_state(crashing, State.FAILED).error_key == "job_crashed"
    wait_for_state(other, State.DONE)
    assert wait_for_state(jobs.resume(crashing).id, State.FAILED).attempts == 3


def test_a_child_killed_in_the_middle_continues() -> None:
    job_id = submit_counting(25, 0.03)
    folder = wait_for_steps(job_id, 5).folder
    os.kill(numbers(folder / "pids")[0], signal.SIGKILL)
    job = wait_for_state(job_id, State.DONE)
    assert numbers(folder / "steps") == list(range(25))
    assert (job.attempts, len(numbers(folder / "pids"))) == (2, 2)
    assert not (folder / "met").exists()


def test_no_more_run_at_once_than_allowed() -> None:
    ids = [submit_counting(3, 0.05) for _ in range(5)]
    folders = [wait_for_state(job_id, State.DONE).folder for job_id in ids]
    spans = [[float((folder / name).read_text()) for name in ("began", "ended")] for folder in folders]
    for began, _ in spans:
        assert sum(other <= began < ended for other, ended in spans) <= 2


@pytest.mark.usefixtures("one_worker")
def test_who_came_first_runs_first() -> None:
    ids = [submit_counting(2) for _ in range(4)]
    positions = [jobs.status(job_id).queue_position for job_id in ids]
    waiting = [position for position in positions if position is not None]
    assert waiting == sorted(waiting)
    ended = [wait_for_state(job_id, State.DONE) for job_id in ids]
    starts = [job.started or 0 for job in ended]
    assert starts == sorted(starts)


def test_a_worker_asked_to_end_puts_its_job_back() -> None:
    job_id = submit_counting(25, 0.03)
    folder = wait_for_steps(job_id, 3).folder
    pid = worker_pid(job_id)
    os.kill(pid, signal.SIGTERM)
    wait_for(lambda: not lives(pid), "the end of the worker")
    job = wait_for_state(job_id, State.DONE)
    assert (job.attempts, len(numbers(folder / "pids"))) == (1, 2)
    assert numbers(folder / "steps") == list(range(25))


@pytest.mark.usefixtures("one_worker")
def test_a_job_whose_folder_was_deleted_says_so_and_the_next_one_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SENTISCOPE_JOBS_RUNNING", "0")
    gone, other = submit_counting(2), submit_counting(2)
    shutil.rmtree(jobs.status(gone).folder)
    monkeypatch.setenv("SENTISCOPE_JOBS_RUNNING", "1")
    job = wait_for_state(gone, State.FAILED)
    assert (job.error_key, job.attempts) == ("job_files_gone", 1)
    assert wait_for_state(other, State.DONE).error is None


def test_a_job_whose_folder_is_deleted_while_it_runs_says_so() -> None:
    job_id = submit_counting(100, 0.02)
    folder = wait_for_steps(job_id, 2).folder
    shutil.rmtree(folder)
    job = wait_for_state(job_id, State.FAILED)
    assert (job.error_key, job.attempts) == ("job_files_gone", 1)
