"""Checks that run while the page stays usable: one at a time for each exercise, the newest wish waits."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.exercises.feedback import Verdict

MOST_AT_ONCE = 2  # for all visitors; each is a process of its own

Run = Callable[[], "Verdict"]


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="check")


@dataclass(frozen=True)
class Running:
    """Code, and what will have been found about it."""

    code: str
    found: "Future[Verdict]"


class Checks:
    """A visitor's checks of one exercise."""

    def __init__(self) -> None:
        self._running: Running | None = None
        self._waiting: tuple[str, Run] | None = None
        self._ended: Running | None = None
        self._is_news = False

    def ask(self, code: str, run: Run) -> None:
        """Check it now, or after the one that runs; code that is being checked is not checked twice."""
        if self._running is None:
            self._running = Running(code, _threads().submit(run))
        else:
            self._waiting = (code, run) if code != self._running.code else None

    def is_busy(self, seconds: float = 0.0) -> bool:
        """Whether one still runs after that time."""
        if self._running is None:
            return False
        wait([self._running.found], seconds)
        if not self._running.found.done():
            return True
        self._ended, self._running, self._is_news = self._running, None, True
        if self._waiting:
            code, run = self._waiting
            self._waiting = None
            self.ask(code, run)
        return self._running is not None

    @property
    def code(self) -> str:
        """The code that was checked last."""
        return self._ended.code if self._ended else ""

    @property
    def verdict(self) -> "Verdict | None":
        """What was found about it. Raises what the check raised."""
        return self._ended.found.result() if self._ended else None

    def news(self) -> "Verdict | None":
        """The verdict, once."""
        is_news, self._is_news = self._is_news, False
        return self.verdict if is_news else None
