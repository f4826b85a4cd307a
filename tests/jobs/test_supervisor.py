"""What happens after workers and servers die."""

import os
import signal
import threading

import pytest

from core import jobs
from core.jobs import database, supervisor, worker
from core.jobs.job import State
from tests.jobs.support import (
    change,
    kill,
    lives,
    numbers,
    row_of,
    run_process,
    start_process,
    submit_child,
    submit_counting,
    wait_for,
    wait_for_state,
    wait_for_steps,
    worker_pid,
    workers,
)

pytestmark = pytest.mark.whole


def test_a_job_goes_on_after_its_worker_was_killed() -> None:
    job_id = submit_counting(25, 0.03)
    folder = wait_for_steps(job_id, 5).folder
    kill(worker_pid(job_id))
    job = wait_for_state(job_id, State.DONE)
    assert (job.attempts, len(numbers(folder / "pids"))) == (2, 2)
    assert numbers(folder / "steps") == list(range(25))
    assert not (folder / "met").exists()


def test_orphans_end_before_the_job_begins_again() -> None:
    job_id = submit_child("parent")
    folder = jobs.status(job_id).folder
    wait_for((folder / "family").exists, "the family")
    family = numbers(folder / "family")
    (folder / "family").unlink()
    kill(worker_pid(job_id))
    assert any(lives(pid) for pid in family)  # the grandchildren hear of nothing
    jobs.status(job_id)
    assert [pid for pid in family if lives(pid)] == []
    wait_for((folder / "family").exists, "the next family")


def test_a_worker_killed_again_and_again_fails_its_job() -> None:
    job_id = submit_counting(10_000)
    for attempt in (1, 2, 3):
        wait_for(lambda attempt=attempt: jobs.status(job_id).attempts == attempt, f"attempt {attempt}")  # type: ignore[misc]
        kill(worker_pid(job_id))
        jobs.status(job_id)
    assert jobs.status(job_id).error_key == "job_crashed"


def test_a_worker_that_hangs_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    job_id = submit_counting(25, 0.03)
    folder = wait_for_steps(job_id, 3).folder
    stuck = worker_pid(job_id)
    os.kill(stuck, signal.SIGSTOP)
    with database.transaction() as connection:
        connection.execute("UPDATE workers SET heartbeat = heartbeat - ?", (2 * supervisor.STALE_SECONDS,))
    wait_for_state(job_id, State.DONE)
    assert not lives(stuck)
    assert numbers(folder / "steps") == list(range(25))
    assert not (folder / "met").exists()


def test_looking_disturbs_nobody() -> None:
    job_id = submit_counting(10_000)
    wait_for_steps(job_id, 1)
    for _ in range(50):
        with database.transaction() as connection:  # a worker may beat just after somebody read the clock
            connection.execute("UPDATE workers SET heartbeat = heartbeat + 1")
        assert jobs.status(job_id).attempts == 1


def test_a_number_given_to_another_process_does_not_pass_for_a_worker() -> None:
    job_id = submit_counting(10_000)
    wait_for_steps(job_id, 1)
    kill(worker_pid(job_id))
    with database.transaction() as connection:
        connection.execute("UPDATE workers SET pid = ?", (os.getpid(),))
    jobs.status(job_id)
    wait_for(lambda: jobs.status(job_id).attempts == 2, "a second attempt")


def test_a_worker_that_lost_its_place_ends_with_its_child() -> None:
    job_id = submit_counting(10_000)
    wait_for_steps(job_id, 1)
    worker, child = worker_pid(job_id), row_of(job_id)["leader_pid"]
    with database.transaction() as connection:
        connection.execute("DELETE FROM workers")
    wait_for(lambda: not lives(worker) and not lives(child), "the end of both")
    change(job_id, "state", "failed")


def test_a_job_outlives_the_server_that_took_it() -> None:
    with start_process("server", "submit", "30", "stay") as server:
        assert server.stdout is not None
        job_id = server.stdout.readline().strip()
        kill(server.pid)
    job = wait_for_state(job_id, State.DONE)
    assert job.attempts == 1


def test_a_new_server_continues_after_everything_was_killed() -> None:
    job_id = submit_counting(25, 0.03)
    folder = wait_for_steps(job_id, 3).folder
    kill(worker_pid(job_id))
    wait_for(lambda: not lives(numbers(folder / "pids")[0]), "the end of the child")
    assert run_process("server", "look", job_id) == [job_id]
    wait_for(lambda: len(numbers(folder / "steps")) == 25, "the end without another look")
    assert wait_for_state(job_id, State.DONE).attempts == 2


def test_jobs_that_waited_while_nothing_ran_are_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTISCOPE_JOBS_RUNNING", "0")
    job_id = submit_counting(1)
    assert jobs.status(job_id).state is State.WAITING
    monkeypatch.delenv("SENTISCOPE_JOBS_RUNNING")
    jobs.keep_going()
    wait_for_state(job_id, State.DONE)


def test_many_looking_at_once_start_no_worker_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTISCOPE_JOBS_RUNNING", "0")
    for _ in range(4):
        submit_counting(10_000)
    monkeypatch.setenv("SENTISCOPE_JOBS_RUNNING", "2")
    threads = [threading.Thread(target=supervisor.keep_going) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(workers()) == 2


def test_a_worker_by_hand_finds_no_place() -> None:
    worker.work(99, worker.Stop())
    assert workers() == []
