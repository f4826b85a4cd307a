import os
import signal
import time

import pytest

from core import jobs
from core.jobs import queue
from core.jobs.job import State
from tests.jobs.support import (
    kill,
    lives,
    numbers,
    submit_child,
    submit_counting,
    wait_for,
    wait_for_state,
    wait_for_steps,
    worker_pid,
)

pytestmark = pytest.mark.whole

# The promise is two seconds; a machine under test may be busy with other things.
GENEROUS_SECONDS = 6.0


def start_family() -> tuple[str, list[int]]:
    job_id = submit_child("parent")
    folder = jobs.status(job_id).folder
    wait_for((folder / "family").exists, "the family")
    return job_id, numbers(folder / "family")


def test_cancel_ends_the_whole_family() -> None:
    job_id, family = start_family()
    assert all(lives(pid) for pid in family)
    began = time.monotonic()
    assert jobs.cancel(job_id).state is State.CANCELLED
    assert time.monotonic() - began < GENEROUS_SECONDS
    assert [pid for pid in family if lives(pid)] == []


def test_cancel_does_not_depend_on_a_worker_that_answers() -> None:
    job_id, family = start_family()
    worker = worker_pid(job_id)
    os.kill(worker, signal.SIGSTOP)
    began = time.monotonic()
    assert jobs.cancel(job_id).state is State.CANCELLED
    assert time.monotonic() - began < GENEROUS_SECONDS
    assert [pid for pid in (worker, *family) if lives(pid)] == []


def test_cancel_after_the_worker_was_killed() -> None:
    job_id, family = start_family()
    kill(worker_pid(job_id))
    assert jobs.cancel(job_id).state is State.CANCELLED
    assert [pid for pid in family if lives(pid)] == []


def test_a_child_that_ends_well_when_cancelled_is_cancelled_all_the_same() -> None:
    job_id = submit_child("obliging")
    wait_for((jobs.status(job_id).folder / "ready").exists, "the command")
    job = jobs.cancel(job_id)
    assert (job.state, job.error_key) == (State.CANCELLED, None)
    assert "::exit 0" in jobs.log_tail(job_id)


@pytest.mark.usefixtures("one_worker")
def test_cancel_at_any_moment_leaves_one_clear_state() -> None:
    for delay in (0.0, 0.05, 0.15, 0.3):
        job_id = submit_counting(2, 0.02)
        time.sleep(delay)
        job = jobs.cancel(job_id)
        assert job.state in (State.CANCELLED, State.DONE)
        assert jobs.status(job_id).state is job.state


def test_a_cancelled_job_continues_where_it_was() -> None:
    job_id = submit_counting(30, 0.03)
    folder = wait_for_steps(job_id, 3).folder
    assert jobs.cancel(job_id).state is State.CANCELLED
    counted = len(numbers(folder / "steps"))
    assert 3 <= counted < 30
    jobs.resume(job_id)
    wait_for_state(job_id, State.DONE)
    assert numbers(folder / "steps") == list(range(30))
    assert not (folder / "met").exists()


@pytest.mark.usefixtures("one_worker")
def test_the_next_job_takes_the_place() -> None:
    first, second = submit_counting(10_000), submit_counting(1)
    wait_for_steps(first, 1)
    assert jobs.status(second).queue_position == 1
    jobs.cancel(first)
    wait_for_state(second, State.DONE)


def test_a_running_job_can_be_removed() -> None:
    job_id, family = start_family()
    folder = jobs.status(job_id).folder
    assert jobs.remove(job_id)
    assert not folder.exists()
    assert [pid for pid in family if lives(pid)] == []


def test_the_promise_leaves_time_to_kill() -> None:
    assert queue.FORCE_SECONDS < 2
