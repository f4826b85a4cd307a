"""The warm process: torch is imported, and each check gets a copy of it by fork.

`python -m core.exercises.runner.warm NUMBER`, the number of an open socket. For each check the parent sends
a byte with three open files: the channel of the check, a socket on which its state is told, and the file
that takes what is printed; the request follows on the socket of the state. When the parent closes that, the
check's processes are killed. This process starts no thread, so a fork is whole; it ends with its parent.
"""

import contextlib
import gc
import os
import selectors
import signal
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from core.base.errors import SentiscopeError
from core.exercises.runner.child import Files, become
from core.exercises.runner.namespaces import possible
from core.exercises.runner.protocol import Message, decode
from core.exercises.runner.serve import Run, harness_run, reader, send

START = b"c"
FILES = 3


@dataclass
class Running:
    """A check: the process at its head, and the socket on which its state is told."""

    process: int
    state: socket.socket


class Warm:
    """Starts checks, ends them, and tells how they ended."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._apart = possible()
        self._running: dict[int, Running] = {}
        self._selector = selectors.DefaultSelector()
        self._selector.register(control, selectors.EVENT_READ)
        self._wake, wake = socket.socketpair()
        wake.setblocking(False)
        self._waker = wake
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        signal.set_wakeup_fd(wake.fileno())
        self._selector.register(self._wake, selectors.EVENT_READ)

    def run(self) -> None:
        """Until the parent closes its socket."""
        self._control.sendall(START)
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is self._control:
                    if not self._start():
                        return
                elif key.fileobj is self._wake:
                    self._wake.recv(4096)
                else:
                    self._end(key.fd)
            self._reap()

    def _start(self) -> bool:
        message, files, _, _ = socket.recv_fds(self._control, 1, FILES)
        if not message:
            return False
        channel, told, printed = files
        state = socket.socket(fileno=told)
        try:
            request = decode(reader(told)).what
            run = harness_run(request["harness"])
        except SentiscopeError as error:
            self._refuse(state, {"error": error.key, "parameters": dict(error.parameters)})
        except Exception as error:  # noqa: BLE001 - the parent tells, and this process goes on
            self._refuse(state, {"error": "exercise_not_started", "parameters": {"reason": repr(error)}})
        else:
            process = os.fork()
            if not process:
                self._become(request, channel, printed, run)
            self._running[state.fileno()] = Running(process, state)
            self._selector.register(state, selectors.EVENT_READ)
        os.close(channel)
        os.close(printed)
        return True

    def _become(self, request: Mapping[str, Any], channel: int, printed: int, run: Run | None) -> NoReturn:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        become(request, Files(channel, channel, printed), run, apart=self._apart)

    def _refuse(self, state: socket.socket, what: dict[str, Any]) -> None:
        with contextlib.suppress(OSError):
            send(state.fileno(), Message(what))
        state.close()

    def _end(self, number: int) -> None:
        """Kill a check's processes: the parent has closed its end, or is gone."""
        running = self._running[number]
        self._selector.unregister(running.state)
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                kill(running.process, signal.SIGKILL)

    def _reap(self) -> None:
        while self._running:
            process, status = os.waitpid(-1, os.WNOHANG)
            if not process:
                return
            for number, running in list(self._running.items()):
                if running.process == process:
                    self._tell_end(number, status)

    def _tell_end(self, number: int, status: int) -> None:
        running = self._running.pop(number)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(running.process, signal.SIGKILL)  # what it left behind in its group
        with contextlib.suppress(KeyError):
            self._selector.unregister(running.state)
        with contextlib.suppress(OSError):
            send(number, Message({"ended": os.waitstatus_to_exitcode(status)}))
        running.state.close()


def main() -> None:
    """Import what every check needs, say so, and serve."""
    import torch
    import torch._dynamo  # what an optimizer imports at its first step: seconds of a check

    import core.exercises.exercise  # noqa: F401 - what harnesses import

    torch.set_num_threads(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which ends us
    gc.freeze()  # so that a child's collector leaves the pages as they are
    Warm(socket.socket(fileno=int(sys.argv[1]))).run()


if __name__ == "__main__":
    if Path("/proc/self/oom_score_adj").exists():
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("500")  # rather this than the app
    main()
