"""What the tests of the runner share."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from core import jobs
from core.base import settings
from core.base.errors import SentiscopeError
from core.jobs import database
from core.jobs.job import Job, State
from core.jobs.process import processes

CHILDREN = "tests.jobs.children"
PATIENCE_SECONDS = 30.0


def wait_for(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for: {what}"
        time.sleep(0.02)


def wait_for_state(job_id: str, *states: State) -> Job:
    wait_for(lambda: jobs.status(job_id).state in states, f"one of {states}: {jobs.status(job_id)}")
    return jobs.status(job_id)


def wait_for_steps(job_id: str, steps: int) -> Job:
    wait_for(lambda: jobs.status(job_id).done >= steps, f"{steps} steps of {jobs.status(job_id)}")
    return jobs.status(job_id)


def submit_counting(steps: int, seconds: float = 0.02, owner: str = "") -> str:
    """A job that counts to `steps`, so many seconds each, and continues where it was."""
    folder = jobs.reserve_folder()
    arguments = [str(folder), str(steps), str(seconds)]
    return jobs.submit(f"{CHILDREN}.counting", arguments, "counting", owner, folder)


def submit_child(name: str, *arguments: str) -> str:
    """A job whose command gets its folder as first argument."""
    folder = jobs.reserve_folder()
    return jobs.submit(f"{CHILDREN}.{name}", [str(folder), *arguments], name, "", folder)


def start_process(name: str, *arguments: str) -> "subprocess.Popen[str]":
    """Another program of ours beside the tests, such as a second server."""
    command = [sys.executable, "-m", f"{CHILDREN}.{name}", *arguments]
    return subprocess.Popen(command, cwd=settings.REPOSITORY, stdout=subprocess.PIPE, text=True)


def run_process(name: str, *arguments: str) -> list[str]:
    """The lines that such a program printed."""
    with start_process(name, *arguments) as process:
        printed, _ = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0
    return printed.splitlines()


def rows(query: str, *values: object) -> list[sqlite3.Row]:
    with database.connect() as connection:
        return connection.execute(query, values).fetchall()


def workers() -> list[sqlite3.Row]:
    return rows("SELECT * FROM workers ORDER BY id")


def row_of(job_id: str) -> sqlite3.Row:
    return rows("SELECT * FROM jobs WHERE id = ?", job_id)[0]


def change(job_id: str, column: str, value: object) -> None:
    with database.transaction() as connection:
        connection.execute(f"UPDATE jobs SET {column} = ? WHERE id = ?", (value, job_id))


def worker_pid(job_id: str) -> int:
    found = rows("SELECT pid FROM workers WHERE id = (SELECT worker FROM jobs WHERE id = ?)", job_id)
    return int(found[0]["pid"])


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: not lives(pid), f"the end of {pid}")


def lives(pid: int) -> bool:
    return processes.identify(pid).birth != ""


def numbers(path: Path) -> list[int]:
    """The whole numbers in a file, one a line; none if there is no file yet."""
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def raises(key: str) -> AbstractContextManager["pytest.ExceptionInfo[SentiscopeError]"]:
    return pytest.raises(SentiscopeError, match=rf"^{key}\(")
