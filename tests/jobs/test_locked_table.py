"""Another process holds the table of jobs for long: callers hear of it, workers wait."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from core import jobs
from core.jobs import database, folders, supervisor
from core.jobs.job import State
from core.jobs.process import processes
from tests.jobs.support import numbers, raises, submit_counting, wait_for_state, wait_for_steps


@contextmanager
def held() -> Iterator[None]:
    """Somebody else's transaction without end, who reads and writes."""
    connection = sqlite3.connect(folders.root() / database.FILE, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)


@pytest.mark.usefixtures("impatient", "nothing_runs")
def test_a_caller_gets_a_sentence_and_nothing_is_lost() -> None:
    job_id = submit_counting(3)
    with held():
        for change in (lambda: submit_counting(3), lambda: jobs.cancel(job_id), lambda: jobs.resume(job_id)):
            with raises("jobs_table_locked"):
                change()
        assert jobs.status(job_id).state is State.WAITING  # who only reads is held up by nobody
    assert jobs.cancel(job_id).state is State.CANCELLED


@pytest.mark.usefixtures("nothing_runs")
def test_a_first_caller_gets_a_sentence_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    with held(), raises("jobs_table_locked"):
        jobs.history("counting", "somebody")


@pytest.mark.usefixtures("impatient", "nothing_runs")
def test_a_locked_table_does_not_make_a_worker_look_dead() -> None:
    silent = time.monotonic() - 2 * supervisor.STALE_SECONDS
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        alive = processes.identify(process.pid)
        with database.transaction() as connection:
            connection.execute(
                "INSERT INTO workers (pid, birth, heartbeat) VALUES (?, ?, ?)",
                (alive.pid, alive.birth, silent),
            )
        with held(), raises("jobs_table_locked"):
            jobs.keep_going()
        assert processes.is_alive(alive)
        process.kill()


@pytest.mark.whole
@pytest.mark.usefixtures("one_worker")
def test_a_running_job_goes_on_while_the_table_is_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "STALE_SECONDS", 1.0)
    job_id = submit_counting(400, 0.02)
    folder = wait_for_steps(job_id, 3).folder
    with held():
        begun = len(numbers(folder / "steps"))
        deadline = (
            time.monotonic() + 7.0
        )  # longer than a worker's transaction waits, and than it may be silent
        while time.monotonic() < deadline:
            time.sleep(0.1)
        assert len(numbers(folder / "steps")) > begun
    job = wait_for_state(job_id, State.DONE)
    assert (job.attempts, numbers(folder / "steps")) == (1, list(range(400)))
