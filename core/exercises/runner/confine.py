"""A process that gives up what a check does not need, each right where the system lets it."""

import ctypes
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.exercises.runner import audit, landlock, namespaces
from core.exercises.runner.limits import Limits

DIE_WITH_PARENT = 1  # prctl
PROTECTIONS = ("processor", "memory", "files", "namespaces", "landlock", "audit")


def die_with_parent() -> None:
    """Be killed when the parent is gone, on Linux."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)


def close_others(kept: Sequence[int]) -> None:
    """Close all open files from 3 on, but those kept."""
    start = 3
    for number in sorted(kept):
        os.closerange(start, number)
        start = max(start, number + 1)
    os.closerange(start, 4096)


def confine(folder: Path, limits: Limits, *, alone: bool) -> dict[str, bool]:
    """Confine this process for good to `folder` and to its limits; returns which protections hold.

    `alone` says that it is in namespaces of its own.
    """
    held = dict.fromkeys(PROTECTIONS, False) | {"namespaces": alone}
    if alone:
        namespaces.hold_in_memory(folder, limits.folder)
    os.chdir(folder)
    for name in ("HOME", "TMPDIR", "TEMP", "TMP"):
        os.environ[name] = str(folder)
    tempfile.tempdir = str(folder)
    os.umask(0o077)
    sys.dont_write_bytecode = True
    held |= _limit(limits, alone)
    held["landlock"] = landlock.restrict(folder)
    audit.refuse(folder)
    return held | {"audit": True}


def _limit(limits: Limits, alone: bool) -> dict[str, bool]:
    """Limits by the system (rlimits); which of them hold."""
    try:
        import resource
    except ImportError:  # Windows
        return {}
    seconds = int(limits.seconds) + 1
    memory = _mapped()
    held = {
        "processor": _set(resource, resource.RLIMIT_CPU, seconds),
        "files": _set(resource, resource.RLIMIT_FSIZE, limits.file)
        and _set(resource, resource.RLIMIT_NOFILE, limits.files),
        "memory": bool(memory) and _set(resource, resource.RLIMIT_AS, memory + limits.memory),
    }
    _set(resource, resource.RLIMIT_CORE, 0)
    if alone:  # else all processes of the user would count
        _set(resource, resource.RLIMIT_NPROC, limits.processes)
    return held


def _set(resource: Any, what: int, most: int) -> bool:
    try:
        resource.setrlimit(what, (most, most))
    except (OSError, ValueError):
        return False
    return True


def _mapped() -> int:
    """Bytes of address space that are in use; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
