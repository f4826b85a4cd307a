"""What is printed of many interactions: times by page, and what part of the visitors waited how long."""

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.load.visitor import Interaction


@dataclass(frozen=True)
class Waits:
    """Seconds that half of the interactions, and 95 of 100 of them, took at most; and how many failed."""

    half: float
    most: float
    errors: int
    count: int

    def __str__(self) -> str:
        return f"p50 {self.half:.2f} s, p95 {self.most:.2f} s, {self.errors} errors in {self.count}"


def waits(interactions: Iterable[Interaction]) -> Waits:
    """Raises ValueError where there are none."""
    done = list(interactions)
    seconds = [one.seconds for one in done]
    return Waits(
        quantile(seconds, 0.5), quantile(seconds, 0.95), sum(bool(one.error) for one in done), len(done)
    )


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of all do not exceed. Raises ValueError for no values."""
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def over_pages(seconds: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """Each page's mean over its visits."""
    return {page: statistics.fmean(visits) for page, visits in seconds.items()}


def ratio(now: Mapping[str, float], then: Mapping[str, float]) -> float:
    """The median of the ratios of the pages that both have."""
    return statistics.median(now[page] / then[page] for page in now if page in then)
