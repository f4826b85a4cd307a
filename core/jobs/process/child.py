"""One job's command as a process group of its own, its output read without ever waiting for it."""

import contextlib
import os
import selectors
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from core.base import settings
from core.jobs import folders, progress
from core.jobs.process import processes
from core.jobs.process.lines import Lines
from core.jobs.process.log import Log

CHUNK_BYTES = 65_536
GRACE_SECONDS = 1.0


class Child:
    """A command that begins at `release()`; leaving the `with` block ends its whole process group."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], folder: Path) -> None:
        """`folder` is the job's and keeps the log; the command itself runs in the repository."""
        self._log = Log(folder / folders.LOG)
        self._process = subprocess.Popen(
            command,
            cwd=settings.REPOSITORY,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            bufsize=0,
        )
        self.leader = processes.identify(self._process.pid)
        self._selector = selectors.DefaultSelector()
        # Two pipes, so that a library's unfinished line on stderr cannot swallow a report on stdout.
        for stream in (self._process.stdout, self._process.stderr):
            assert stream is not None
            self._selector.register(stream, selectors.EVENT_READ, data=Lines())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end(grace_seconds=0.0)
        self._selector.close()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream:
                stream.close()
        self._log.close()

    @property
    def exit_code(self) -> int | None:
        """None while the command runs; negative if a signal ended it."""
        return self._process.poll()

    def release(self) -> None:
        """Let the command begin."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(b"\n")
        self._process.stdin.close()

    def note(self, text: str) -> None:
        """Add a line of the runner's own to the log."""
        self._log.write(f"{text}\n")

    def read(self, seconds: float) -> list[str]:
        """New lines of standard output, after at most so many seconds; the log takes both outputs."""
        printed: list[str] = []
        if not self._selector.get_map():
            # Both outputs are closed, which the system does just before the process is gone.
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(seconds)
            return printed
        for key, _ in self._selector.select(seconds):
            chunk = os.read(key.fd, CHUNK_BYTES)
            lines = key.data.add(chunk) if chunk else key.data.end()
            if not chunk:
                self._selector.unregister(key.fileobj)
            self._keep(lines)
            if key.fileobj is self._process.stdout:
                printed += lines
        return printed

    def end(self, grace_seconds: float = GRACE_SECONDS) -> int:
        """End what is left of the group (SIGTERM, then SIGKILL); return the command's exit code."""
        processes.end_group(self.leader, grace_seconds)
        return self._process.wait()

    def rest(self) -> list[str]:
        """The last lines of standard output, once the group has ended."""
        printed: list[str] = []
        while self._selector.select(0):
            printed += self.read(0)
        return printed

    def _keep(self, lines: Sequence[str]) -> None:
        for line in lines:
            report = progress.decode(line)
            # Several reports a second say nothing later; those with numbers do.
            if report is None or report.metrics:
                self.note(line)
