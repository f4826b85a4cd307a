"""The parent's side: children for checks, from a warm process where there is fork, else fresh ones."""

import atexit
import contextlib
import dataclasses
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from core.base.errors import SentiscopeError
from core.base.idle import Idle
from core.base.scratch import scratch_folder
from core.base.settings import REPOSITORY
from core.exercises.runner.limits import Limits
from core.exercises.runner.link import SECONDS_TO_TELL, FreshLink, Link, WarmLink
from core.exercises.runner.printing import read_printed
from core.exercises.runner.protocol import Message, encode
from core.exercises.runner.session import Session

HAS_FORK = hasattr(os, "fork") and hasattr(socket, "send_fds")
AT_ONCE = 3  # checks side by side; further ones wait
SECONDS_TO_WAIT = 60.0  # for one's turn
SECONDS_TO_START = 60.0  # torch's import from a slow disk
IDLE_SECONDS = 600.0
LOOKS = 30.0  # seconds between two looks whether nobody checks any more
ONE_THREAD = dict.fromkeys(
    (
        "OMP_NUM_THREADS",
        "MKL_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "NUMEXPR_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
    ),
    "1",
)


@dataclass
class Check:
    """A session, and after its end what the code printed; `cut` if there was more."""

    session: Session
    printed: str = ""
    cut: bool = False


class Runner:
    """Makes children. The warm process starts when first needed, and ends when it is idle or with us."""

    def __init__(self, *, fork: bool = HAS_FORK, idle: float = IDLE_SECONDS, looks: float = LOOKS) -> None:
        self._fork = fork
        self._lock = threading.Lock()
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._idle, self._looks = Idle(idle), looks
        self._in_use = 0
        atexit.register(self.stop)

    @contextlib.contextmanager
    def check(self, limits: Limits | None = None, harness: str = "") -> Iterator[Check]:
        """A child for one check, gone with all that it wrote when the block ends.

        Errors: SentiscopeError `exercise_busy`, `exercise_not_started`, or what a harness lacks.
        """
        limits = limits or Limits()
        if not self._turns.acquire(timeout=SECONDS_TO_WAIT):
            raise SentiscopeError("exercise_busy")
        try:
            with self._used(), scratch_folder() as folder:
                link, session = self._session(folder, limits, harness)
                check = Check(session)
                try:
                    yield check
                finally:
                    link.end()
                    check.printed, check.cut = read_printed(folder / "printed", limits.printed)
        finally:
            self._turns.release()

    def warm_up(self) -> None:
        """Make ready in the background what a first check would wait for."""
        threading.Thread(target=self._warmed_quietly, daemon=True).start()

    def stop(self) -> None:
        """End the warm process, and with it all that it made."""
        with self._lock:
            process, control = self._process, self._control
            self._process = self._control = None
        if control:
            control.close()
        if process:
            try:
                process.wait(2)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    @property
    def process(self) -> int | None:
        """The warm process's number, None while there is none."""
        return self._process.pid if self._process and self._process.poll() is None else None

    @contextlib.contextmanager
    def _used(self) -> Iterator[None]:
        with self._lock:
            self._in_use += 1
        self._idle.use()
        try:
            yield
        finally:
            with self._lock:
                self._in_use -= 1
            self._idle.use()

    def _session(self, folder: Path, limits: Limits, harness: str) -> tuple[Link, Session]:
        """A child that is ready; a second one where the warm process died at that moment."""
        work = folder / "work"
        work.mkdir()
        request = {"folder": str(work), "limits": dataclasses.asdict(limits), "harness": harness}
        try:
            return self._begun(folder, limits, request)
        except (OSError, SentiscopeError):
            if not self._fork or not self._ended():
                raise
            return self._begun(folder, limits, request)

    def _ended(self) -> bool:
        """Whether the warm process is gone: its sockets close a moment before it counts as ended."""
        with self._lock:
            process = self._process
        if process is None:
            return True
        try:
            process.wait(SECONDS_TO_TELL)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _begun(self, folder: Path, limits: Limits, request: Mapping[str, Any]) -> tuple[Link, Session]:
        link = _copied(self._warmed(), folder, request) if self._fork else _fresh(folder, request)
        try:
            return link, Session(link, limits, SECONDS_TO_START)
        except BaseException:
            link.end()
            raise

    def _warmed(self) -> socket.socket:
        with self._lock:
            if self._process and self._process.poll() is None and self._control:
                return self._control
            if self._control:
                self._control.close()
            self._process, self._control = _start_warm()
            self._idle.use()
            threading.Thread(target=self._watch, args=(self._process,), daemon=True).start()
            return self._control

    def _warmed_quietly(self) -> None:
        with contextlib.suppress(SentiscopeError):  # a check will tell
            if self._fork:
                self._warmed()
        import hypothesis  # noqa: F401

    def _watch(self, process: "subprocess.Popen[bytes]") -> None:
        while self._process is process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(self._looks)
                return
            if not self._in_use and self._idle.is_over():
                self.stop()


@cache
def runner() -> Runner:
    """The one for all visitors."""
    return Runner()


@cache
def protections() -> Mapping[str, bool]:
    """Which protections hold on this machine, by their names in `confine.PROTECTIONS`; tried once."""
    with runner().check() as check:
        return check.session.held


def _start_warm() -> "tuple[subprocess.Popen[bytes], socket.socket]":
    ours, theirs = socket.socketpair()
    with theirs:
        process = _popen("warm", str(theirs.fileno()), pass_fds=(theirs.fileno(),), stdin=subprocess.DEVNULL)
    ours.settimeout(SECONDS_TO_START)
    try:
        ready = ours.recv(1)
    except OSError:
        ready = b""
    if not ready:
        process.kill()
        process.wait()
        ours.close()
        raise SentiscopeError("exercise_not_started", reason=str(process.returncode))
    return process, ours


def _copied(control: socket.socket, folder: Path, request: Mapping[str, Any]) -> Link:
    """A copy of the warm process. Raises OSError where that is gone."""
    channel, channel_there = socket.socketpair()
    state, state_there = socket.socketpair()
    link = WarmLink(channel, state)
    try:
        with channel_there, state_there, open(folder / "printed", "wb") as printed:
            state.sendall(encode(Message(request)))
            files = [channel_there.fileno(), state_there.fileno(), printed.fileno()]
            socket.send_fds(control, [b"c"], files)
    except BaseException:
        link.end()
        raise
    return link


def _fresh(folder: Path, request: Mapping[str, Any]) -> Link:
    process = _popen("fresh", str(folder / "printed"), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    link = FreshLink(process)
    link.send(encode(Message(request)), SECONDS_TO_START)
    return link


def _popen(module: str, *arguments: str, **options: Any) -> "subprocess.Popen[bytes]":
    options = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **options}
    return subprocess.Popen(
        [sys.executable, "-m", f"core.exercises.runner.{module}", *arguments],
        cwd=REPOSITORY,
        env={**os.environ, **ONE_THREAD, "PYTHONPATH": str(REPOSITORY), "TOKENIZERS_PARALLELISM": "false"},
        start_new_session=True,
        **options,
    )
