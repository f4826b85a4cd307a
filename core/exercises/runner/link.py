"""What connects the parent with a child: a copy of the warm process, or a process of its own."""

import contextlib
import os
import queue
import signal
import socket
import subprocess
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from core.exercises.runner.protocol import GarbledError, Message, decode

SECONDS_TO_END = 5.0  # for a killed process
SECONDS_TO_TELL = 1.0  # for one that ended by itself, until we know how


class Link(ABC):
    """A child as its parent sees it."""

    @abstractmethod
    def send(self, data: bytes, seconds: float) -> None:
        """Raises TimeoutError, and OSError where nobody listens."""

    @abstractmethod
    def receive(self, seconds: float) -> Message:
        """Raises TimeoutError, EOFError, GarbledError, and OSError as `send`."""

    @abstractmethod
    def end(self, patience: float = 0.0) -> Mapping[str, Any]:
        """Kill what still runs after `patience` seconds, and tell how it ended.

        `ended` is the exit code, a signal as a negative one; `error`, `parameters` tell why it never began.
        """


class WarmLink(Link):
    """A copy of the warm process, which tells its state on a socket of its own."""

    def __init__(self, channel: socket.socket, state: socket.socket) -> None:
        self._channel, self._state = channel, state
        self._end: Mapping[str, Any] | None = None

    def send(self, data: bytes, seconds: float) -> None:
        self._channel.settimeout(seconds)
        self._channel.sendall(data)

    def receive(self, seconds: float) -> Message:
        return _received(self._channel, seconds)

    def end(self, patience: float = 0.0) -> Mapping[str, Any]:
        if self._end is None:
            self._end = self._ended(patience)
            self._channel.close()
            self._state.close()
        return self._end

    def _ended(self, patience: float) -> Mapping[str, Any]:
        failures = (TimeoutError, EOFError, GarbledError, OSError)
        if patience:
            with contextlib.suppress(*failures):
                return _received(self._state, patience).what
        with contextlib.suppress(*failures):
            self._state.shutdown(socket.SHUT_WR)  # upon which the warm process kills it
            return _received(self._state, SECONDS_TO_END).what
        return {}


class FreshLink(Link):
    """A process of its own, spoken to by its standard streams."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process
        self._messages: queue.SimpleQueue[Message | Exception] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    def send(self, data: bytes, seconds: float) -> None:
        assert self._process.stdin
        self._process.stdin.write(data)
        self._process.stdin.flush()

    def receive(self, seconds: float) -> Message:
        try:
            message = self._messages.get(timeout=seconds)
        except queue.Empty:
            raise TimeoutError from None
        if isinstance(message, Exception):
            raise message
        return message

    def end(self, patience: float = 0.0) -> Mapping[str, Any]:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(patience)
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        code = self._process.wait(SECONDS_TO_END)
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if stream:
                    stream.close()
        return {"ended": code}

    def _listen(self) -> None:
        stream = self._process.stdout
        assert stream

        def read(count: int) -> bytes:
            data = stream.read(count)
            if len(data) < count:
                raise EOFError
            return data

        try:
            while True:
                self._messages.put(decode(read))
        except (EOFError, GarbledError, OSError, ValueError) as error:
            self._messages.put(error if isinstance(error, GarbledError) else EOFError())


def _received(channel: socket.socket, seconds: float) -> Message:
    deadline = time.monotonic() + seconds

    def read(count: int) -> bytes:
        parts = bytearray()
        while len(parts) < count:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            channel.settimeout(left)
            part = channel.recv(min(count - len(parts), 1 << 20))
            if not part:
                raise EOFError
            parts += part
        return bytes(parts)

    return decode(read)
