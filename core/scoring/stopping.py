"""Ctrl-C and SIGTERM as an orderly way out, so that files begun are removed."""

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Within it these signals raise SystemExit with the shell's code for them (128 + number).

    Left alone, SIGTERM ends Python on the spot and no `with` block is left. Main thread only.
    """
    before = {number: signal.signal(number, _leave) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
