"""Steps per second, from recent reports only: the first steps of a model are slower than the rest."""

from collections import deque

from core.jobs.progress import Report

WINDOW_SECONDS = 30.0
SECONDS_BEFORE_RATE = 1.0


class StepRate:
    """Steps per second over the last half minute of reports, or over the last two where they are rarer."""

    def __init__(self) -> None:
        self._samples: deque[tuple[float, int]] = deque()
        self._phase: tuple[int, str] | None = None

    def add(self, report: Report, now: float) -> None:
        """`now` in seconds. A new total or message, or a step back, begins a new piece of work."""
        phase = (report.total, report.message)
        if phase != self._phase or (self._samples and report.done < self._samples[-1][1]):
            self._samples.clear()
        self._phase = phase
        self._samples.append((now, report.done))
        while len(self._samples) > 2 and now - self._samples[0][0] > WINDOW_SECONDS:
            self._samples.popleft()

    @property
    def per_second(self) -> float | None:
        """Steps per second; None while there is too little to go by."""
        if not self._samples:
            return None
        (began, first), (ended, last) = self._samples[0], self._samples[-1]
        if ended - began < SECONDS_BEFORE_RATE or last <= first:
            return None
        return (last - first) / (ended - began)


def seconds_left(done: int, total: int, rate: float | None) -> float | None:
    """Seconds until `total`; None without a rate or where the total is not known."""
    if not rate or total <= 0:
        return None
    return max(0, total - done) / rate
