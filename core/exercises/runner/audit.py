"""Refuses what a check needs not and a mistake could do harm by, wherever the system itself does not.

A hook of Python's own (PEP 578): it sees what Python code does, not what a library does by itself. It
is for accidents; whoever wants to get around it can.
"""

import os
import sys
from pathlib import Path
from typing import Any

from core.exercises.runner.learner import RefusedError

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
PROCESSES = (
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.startfile",
    "os.system",
    "pty.",
    "webbrowser.",
    "resource.",
    "os.killpg",
    "signal.pthread_kill",
)
NATIVE = ("ctypes.", "mmap.__new__", "winreg.", "msvcrt.", "_winapi.", "syslog.")
NETWORK = (
    "socket.",
    "urllib.",
    "http.",
    "ftplib.",
    "smtplib.",
    "poplib.",
    "imaplib.",
    "nntplib.",
    "telnetlib.",
)
NOWHERE = -1  # no folder was given beside the path
CHANGES = {  # events that change files: where each path stands, and the number of the folder it starts in
    "os.chflags": ((0, None),),
    "os.chmod": ((0, 2),),
    "os.chown": ((0, 3),),
    "os.link": ((0, 2), (1, 3)),
    "os.mkdir": ((0, 2),),
    "os.remove": ((0, 1),),
    "os.removexattr": ((0, None),),
    "os.rename": ((0, 2), (1, 3)),
    "os.rmdir": ((0, 1),),
    "os.setxattr": ((0, None),),
    "os.symlink": ((0, None), (1, 2)),
    "os.truncate": ((0, None),),
    "os.utime": ((0, 3),),
    "shutil.rmtree": ((0, 1),),
}


def refuse(folder: Path) -> None:
    """For good: files are changed in `folder` alone, and there is no process, network or native code."""
    own = os.path.realpath(folder)
    process = os.getpid()

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            _check_open(arguments, own)
        elif event in CHANGES:
            for path, start in CHANGES[event]:
                _check_path(_joined(arguments, path, start), own)
        elif event.startswith(PROCESSES) or (event == "os.kill" and arguments[0] != process):
            raise RefusedError("processes")
        elif event.startswith(NETWORK):
            raise RefusedError("network")
        elif event.startswith(NATIVE):
            raise RefusedError("native")

    sys.addaudithook(hook)


def _check_open(arguments: tuple[Any, ...], own: str) -> None:
    path, mode, flags = arguments
    writes = bool(set(mode) & set("wax+")) if isinstance(mode, str) else bool((flags or 0) & WRITING)
    if writes:
        _check_path(path, own)


def _joined(arguments: tuple[Any, ...], path: int, start: int | None) -> Any:
    """A path, in the folder that is open under a number where one is given."""
    folder = arguments[start] if start is not None and start < len(arguments) else NOWHERE
    if folder in (NOWHERE, None):
        return arguments[path]
    return os.path.join(f"/proc/self/fd/{folder}", os.fsdecode(arguments[path]))


def _check_path(path: Any, own: str) -> None:
    if isinstance(path, int):  # a file that is open already
        return
    try:
        full = os.path.realpath(os.fsdecode(path))
    except (TypeError, ValueError):
        raise RefusedError("files") from None
    if os.path.commonpath([full, own]) != own and full != os.devnull:
        raise RefusedError("files")
