"""How a process that was just made becomes one that serves a learner's function, and its end."""

import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from core.exercises.runner import namespaces
from core.exercises.runner.confine import close_others, confine, die_with_parent
from core.exercises.runner.limits import Limits
from core.exercises.runner.printing import Printed
from core.exercises.runner.protocol import Message
from core.exercises.runner.serve import Run, send, serve


@dataclass(frozen=True)
class Files:
    """Numbers of open files: the channel to the parent, and what takes the prints."""

    read: int
    write: int
    printed: int


def become(request: Mapping[str, Any], files: Files, run: Run | None, *, apart: bool) -> NoReturn:
    """Never returns: confined, this process serves until its channel is closed.

    `apart` says that there are namespaces here. The server is then a child of this process, the first of a
    namespace of its own: all that it started ends with it.
    """
    limits = Limits(**request["limits"])
    _own_group()
    _take_streams(files.printed)
    close_others((files.read, files.write, files.printed))
    die_with_parent()
    alone = apart and namespaces.leave()
    if alone:
        _stand_by(files)
    try:
        held = confine(Path(request["folder"]), limits, alone=alone)
        send(files.write, Message({"held": held}))
        serve(files.read, files.write, Printed(files.printed, limits.printed), run)
    except BaseException:  # noqa: BLE001 - there is nobody to tell, and nothing of ours may run on
        os._exit(1)
    os._exit(0)


def _own_group() -> None:
    if hasattr(os, "setsid") and os.getpid() != os.getsid(0):
        os.setsid()


def _take_streams(printed: int) -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(printed, 1)
    os.dup2(nothing, 2)


def _stand_by(files: Files) -> None:
    """In the parent of the two: wait for the child, and end as it ended. The child returns."""
    child = os.fork()
    if not child:
        die_with_parent()
        return
    for number in {files.read, files.write}:
        os.close(number)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        _end_by(os.WTERMSIG(status))
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


def _end_by(number: int) -> None:
    if number not in (signal.SIGKILL, signal.SIGSTOP):
        signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
