"""How long something has not been used."""

import time
from collections.abc import Callable
from threading import Lock


class Idle:
    """Tells once that nobody has used something for `seconds`, by a clock that gives seconds."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._clock = seconds, clock
        self._used: float | None = None  # never, or not since it was said to be over
        self._lock = Lock()

    def use(self) -> None:
        """It is used now."""
        with self._lock:
            self._used = self._clock()

    def is_over(self) -> bool:
        """True if it was used, and the last use is so long ago; then False until it is used again."""
        with self._lock:
            over = self._used is not None and self._clock() - self._used >= self._seconds
            if over:
                self._used = None
            return over
