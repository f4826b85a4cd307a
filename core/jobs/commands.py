"""Which commands a job may be, and how one is started: never a shell string, only a module of ours."""

import os
import sys
from collections.abc import Mapping, Sequence

from core.base import settings
from core.jobs.progress import LINES, VARIABLE

PARENT_DEATH = settings.REPOSITORY / "core" / "jobs" / "process" / "parent_death.py"
# Tests add their own package here in their own process; nothing in the environment can.
ALLOWED: tuple[str, ...] = ("core",)


def check(module: str, arguments: Sequence[str]) -> None:
    """Raises ValueError for a module that is not ours, TypeError for an argument that is not text."""
    package, *rest = module.split(".")
    if package not in ALLOWED or not rest or not all(part.isidentifier() for part in rest):
        raise ValueError(f"not a command of ours: {module!r}")
    if isinstance(arguments, str) or not all(isinstance(argument, str) for argument in arguments):
        raise TypeError("arguments are a sequence of texts")
    if any("\0" in argument for argument in arguments):
        raise ValueError("an argument holds a zero byte, which no command line can carry")


def waiting_command(module: str, arguments: Sequence[str]) -> list[str]:
    """The command line of a child that waits for a byte on its standard input before it begins."""
    # By path, with nothing but the standard library (-I -S), because it only has to wait and step aside.
    return [sys.executable, "-I", "-S", str(PARENT_DEATH), module, *arguments]


def environment() -> Mapping[str, str]:
    """What workers and children find in their environment: the same data folder, progress as lines."""
    return {
        **os.environ,
        VARIABLE: LINES,
        "SENTISCOPE_HOME": str(settings.home().resolve()),
        "PYTHONIOENCODING": "utf-8",
        "PYTHONUNBUFFERED": "1",
    }
