"""Ends processes, known by number and birth: the system gives the number of a dead one to a new one."""

import contextlib
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

from core.jobs.process import process_table

POLL_SECONDS = 0.02
KILL_SECONDS = 1.0


@dataclass(frozen=True)
class Process:
    """A process; `birth` tells it from any other that had or will have the same number."""

    pid: int
    birth: str


def identify(pid: int) -> Process:
    """The process that has this number now; its birth is empty if none is alive."""
    entry = process_table.find(pid)
    return Process(pid, entry.birth if entry else "")


def is_alive(process: Process) -> bool:
    """True while exactly this process lives; a zombie does not."""
    return bool(process.birth) and identify(process.pid) == process


def end_process(process: Process) -> bool:
    """Kill one process without a warning; True once it is gone."""
    if is_alive(process):
        _send(process.pid, signal.SIGKILL)
    return _within(KILL_SECONDS, lambda: not is_alive(process))


def end_group(leader: Process, grace_seconds: float = 0.0) -> bool:
    """End all processes of the leader's group, killed after the grace in seconds; True once all are gone."""
    if grace_seconds > 0 and _group_lives(leader):
        _send(-leader.pid, signal.SIGTERM)
        _within(grace_seconds, lambda: not _group_lives(leader))
    # Also where none was seen: a listing can miss a process that starts while it is read.
    if not _belongs_to_another(leader):
        _send(-leader.pid, signal.SIGKILL)
    return _within(KILL_SECONDS, lambda: not _group_lives(leader))


def _group_lives(leader: Process) -> bool:
    return not _belongs_to_another(leader) and process_table.has_group(leader.pid)


def _belongs_to_another(leader: Process) -> bool:
    """True if a new process has the leader's number, which the system allows only once its group is empty."""
    return identify(leader.pid).birth not in ("", leader.birth)


def _send(target: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(target, number)


def _within(seconds: float, condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True
