"""The child: a server of one function, which gets arguments and gives back results as data."""

import os
import sys
from collections.abc import Callable
from pkgutil import resolve_name
from typing import Any

from core.exercises.runner.learner import Learner, ProblemError
from core.exercises.runner.printing import Printed
from core.exercises.runner.protocol import Message, Read, TooLargeError, decode, encode
from core.exercises.runner.values import UnsendableError

Run = Callable[..., Any]


def serve(read: int, write: int, printed: Printed, run: Run | None) -> None:
    """Answer messages until there are no more. The first one holds the code; `run` is a harness's."""
    sys.stdout = sys.stderr = printed
    receive = reader(read)
    learner = _loaded(decode(receive), write)
    while True:
        try:
            message = decode(receive)
        except EOFError:
            return
        printed.listens = bool(message.what.get("prints"))
        send(write, called(learner, run, message))


def harness_run(name: str) -> Run | None:
    """What a harness of that dotted name makes of a function, ready to run; None without a name."""
    if not name:
        return None
    harness = resolve_name(name)
    harness.prepare()
    run: Run = harness.run
    return run


def _loaded(message: Message, write: int) -> Learner:
    what = message.what
    learner = Learner(what["text"], what["name"], what["given"])
    try:
        learner.load(what["count"])
    except ProblemError as problem:
        send(write, Message(problem.facts))
        os._exit(0)
    send(write, Message({"loaded": True}))
    return learner


def called(learner: Learner, run: Run | None, message: Message) -> bytes:
    """Results of one or more calls, each with its arguments as they are after it; or the first problem."""
    try:
        results = tuple((_result(learner, run, arguments), arguments) for arguments in message.value)
        return encode(Message({"returned": True}, results))
    except ProblemError as problem:
        return encode(Message(problem.facts))
    except UnsendableError as error:
        return encode(Message({"problem": "unsendable", "type": str(error)[:100]}))
    except (TooLargeError, MemoryError):
        return encode(Message({"problem": "too_large"}))
    except Exception as error:  # noqa: BLE001 - an object of the learner's own class that raises when read
        return encode(Message(learner.told(error).facts))


def _result(learner: Learner, run: Run | None, arguments: Any) -> Any:
    import torch

    torch.manual_seed(0)
    return learner.call(arguments, run)


def reader(number: int) -> Read:
    """Reads exactly so many bytes from an open file's number; EOFError at its end."""

    def read(count: int) -> bytes:
        parts = bytearray()
        while len(parts) < count:
            part = os.read(number, min(count - len(parts), 1 << 20))
            if not part:
                raise EOFError
            parts += part
        return bytes(parts)

    return read


def send(number: int, message: Message | bytes) -> None:
    """Write a message to an open file's number, all of it."""
    data = memoryview(message if isinstance(message, bytes) else encode(message))
    while data:
        data = data[os.write(number, data) :]
