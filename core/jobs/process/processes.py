"""Ends processes, known by number and birth: the system gives the number of a dead one to a new one."""

import contextlib
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psutil

POLL_SECONDS = 0.02
KILL_SECONDS = 1.0
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True)
class Process:
    """A process; `birth` distinguishes it from any other with the same number, before or after."""

    pid: int
    birth: str


def identify(pid: int) -> Process:
    """The process that has this number now; its birth is empty if none is alive. A zombie is not."""
    try:
        process = psutil.Process(pid)
        birth = _birth(process)
        return Process(pid, "" if process.status() in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD) else birth)
    except (psutil.NoSuchProcess, psutil.AccessDenied, ValueError):
        return Process(pid, "")


def is_alive(process: Process) -> bool:
    """True while exactly this process lives; a zombie does not."""
    return bool(process.birth) and identify(process.pid) == process


def has_group(group: int) -> bool:
    """True while a living process is in this process group."""
    return any(_group(pid) == group and identify(pid).birth for pid in psutil.pids())


def end_process(process: Process) -> bool:
    """Kill one process without a warning; True once it is gone."""
    if is_alive(process):
        _send(process.pid, signal.SIGKILL)
    return _within(KILL_SECONDS, lambda: not is_alive(process))


def end_group(leader: Process, grace_seconds: float = 0.0) -> bool:
    """End all processes of the leader's group, killed after the grace in seconds; True once all are gone."""
    if grace_seconds > 0 and _is_group_alive(leader):
        _send(-leader.pid, signal.SIGTERM)
        _within(grace_seconds, lambda: not _is_group_alive(leader))
    # Also where none was seen: a listing can miss a process that starts while it is read.
    if not _belongs_to_another(leader):
        _send(-leader.pid, signal.SIGKILL)
    return _within(KILL_SECONDS, lambda: not _is_group_alive(leader))


def _birth(process: psutil.Process) -> str:
    """When a process began, in a notation that never changes while it lives.

    psutil adds the moment of the machine's start to what Linux counts, clock ticks since that start; the
    moment moves whenever the clock is set, so it is taken off again. Equal ticks may stem from two starts
    of the machine, so the boot's id is part of it.
    """
    if not psutil.LINUX:
        return str(process.create_time())
    while True:
        started = psutil.boot_time()
        ticks = round((process.create_time() - started) * os.sysconf("SC_CLK_TCK"))
        if psutil.boot_time() == started:  # else the clock was set in between
            return f"{_boot_id()}:{ticks}"


@cache
def _boot_id() -> str:
    with contextlib.suppress(OSError):
        return BOOT_ID.read_text(encoding="ascii").strip()
    return ""


def _group(pid: int) -> int | None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        return os.getpgid(pid)
    return None


def _is_group_alive(leader: Process) -> bool:
    return not _belongs_to_another(leader) and has_group(leader.pid)


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
