"""Ctrl-C and SIGTERM as an orderly way out, so that files begun are removed."""

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Within it these signals raise SystemExit with the shell's code for them (128 + number).

    Left alone, SIGTERM ends Python on the spot and no `with` block is left. A library that turns our
    SystemExit into one of its own, as Ray does, does not change the code. Main thread only.
    """
    taken: list[int] = []

    def leave(number: int, frame: FrameType | None) -> None:
        taken.append(number)
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, leave) for number in SIGNALS}
    try:
        yield
    except SystemExit:
        if taken:
            raise SystemExit(128 + taken[0]) from None
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
