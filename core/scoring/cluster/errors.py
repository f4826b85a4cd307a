"""A worker's errors on their way home: through Ray an error keeps its text only."""

import contextlib
from collections.abc import Iterator

from core.base.errors import SentiscopeError
from core.jobs import failure


@contextlib.contextmanager
def told_through_ray() -> Iterator[None]:
    """Within it a SentiscopeError becomes a RuntimeError that holds it as text; see `ours`."""
    try:
        yield
    except SentiscopeError as error:
        raise RuntimeError(failure.encode(error)) from error


def ours(error: BaseException) -> SentiscopeError:
    """The SentiscopeError that made a worker fail, else `ray_failed` with the last line of Ray's message."""
    text = str(error)
    start = text.rfind(failure.PREFIX)
    own_error = failure.decode(text[start:].splitlines()[0]) if start >= 0 else None
    return own_error or SentiscopeError("ray_failed", reason=last_line(error))


def last_line(error: BaseException) -> str:
    """The last line of an error's text, for a sentence."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[-1].strip()[:200]
