"""95 % intervals of what was measured. No torch here.

Each function gives an `Estimate`: the number and the ends of its interval.
"""

import math
from collections.abc import Callable, Sequence
from statistics import NormalDist, fmean, stdev
from typing import Any

from core.base.numbers import Estimate

OUTSIDE = 0.05  # how often a 95 % interval misses
RESAMPLES = 2000


def share(right: int, total: int, comparisons: float = 1) -> Estimate:
    """A share `right / total`, by Wilson's score interval (Wilson 1927). `total` must not be 0.

    Of several `comparisons` each gets its part of the 5 % (Bonferroni).
    """
    z, p = _z(comparisons), right / total
    scale = 1 + z * z / total
    centre = (p + z * z / (2 * total)) / scale
    spread = z * math.sqrt(p * (1 - p) / total + z * z / (4 * total * total)) / scale
    # The share lies inside, at 0 and 1 on an end of it, which rounding would miss by a little.
    return Estimate(p, max(0.0, min(p, centre - spread)), min(1.0, max(p, centre + spread)))


def upper_share(found: int, total: int) -> float:
    """What a share of which `found` of `total` were seen surely is not more than, in 95 of 100 cases.

    The upper bound, on one side, of Clopper & Pearson (1934): it holds also for very few, where Wilson's
    interval is too narrow.
    """
    from scipy.special import betaincinv  # scipy.stats takes far longer to import

    return 1.0 if found >= total else float(betaincinv(found + 1, total - found, 1 - OUTSIDE))


def paired(lost: int, gained: int, total: int, comparisons: int = 1) -> Estimate:
    """The difference of two shares of the same `total` rows: (gained − lost) / total.

    `lost` and `gained` rows are right under the first only, and under the second only. Wald's interval with
    one half added to every cell of the table (Bonett & Price 2012).
    """
    z, rows = _z(comparisons), total + 2
    down, up = (lost + 1) / rows, (gained + 1) / rows
    spread = z * math.sqrt(max(0.0, down + up - (up - down) ** 2) / rows)
    return Estimate((gained - lost) / total, up - down - spread, up - down + spread)


def mean(values: Sequence[float], comparisons: int = 1) -> Estimate:
    """The mean of independent runs, by Student's t with one degree of freedom less than there are values.

    One run alone says nothing of where others would lie: its interval has no ends. Of several `comparisons`
    each gets its part of the 5 % (Bonferroni).
    """
    if len(values) == 1:
        return Estimate(values[0], -math.inf, math.inf)
    margin = _t(len(values) - 1, comparisons) * stdev(values) / math.sqrt(len(values))
    return Estimate(fmean(values), fmean(values) - margin, fmean(values) + margin)


def geometric_mean(values: Sequence[float]) -> Estimate:
    """The geometric mean of positive values, such as ratios: Student's t on their logarithms."""
    logs = mean([math.log(value) for value in values])
    return Estimate(math.exp(logs.value), math.exp(logs.low), math.exp(logs.high))


def another(values: Sequence[float]) -> Estimate:
    """The mean of the values, and where one more of their kind would lie in 95 of 100 cases (Student's t)."""
    margin = _t(len(values) - 1) * stdev(values) * math.sqrt(1 + 1 / len(values))
    return Estimate(fmean(values), fmean(values) - margin, fmean(values) + margin)


def slope(xs: Sequence[float], ys: Sequence[float]) -> Estimate:
    """The slope of the line of least squares, by Student's t with two degrees less than there are points."""
    x, y = fmean(xs), fmean(ys)
    squares = sum((a - x) ** 2 for a in xs)
    value = sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / squares
    left = sum((b - y - value * (a - x)) ** 2 for a, b in zip(xs, ys, strict=True))
    margin = _t(len(xs) - 2) * math.sqrt(left / (len(xs) - 2) / squares)
    return Estimate(value, value - margin, value + margin)


def difference(first: Estimate, second: Estimate) -> Estimate:
    """First minus second, for two that were measured apart, from the interval of each.

    Of two Wilson intervals it is Newcombe's method 10 (1998). Of the same rows it is wider than needed.
    Source: Zou & Donner 2008 (MOVER).
    """
    value = first.value - second.value
    below = math.hypot(first.value - first.low, second.high - second.value)
    above = math.hypot(first.high - first.value, second.value - second.low)
    return Estimate(value, value - below, value + above)


def ratio(first: Estimate, second: Estimate) -> Estimate:
    """First divided by second, both positive and measured apart: `difference` of their logarithms."""
    logs = difference(mapped(first, math.log), mapped(second, math.log))
    return mapped(logs, math.exp)


def mapped(estimate: Estimate, rising: Callable[[float], float]) -> Estimate:
    """The same interval in another unit, by a function that rises."""
    return Estimate(rising(estimate.value), rising(estimate.low), rising(estimate.high))


def bootstrap(statistic: Callable[[Any], float], rows: int, seed: int, times: int = RESAMPLES) -> Estimate:
    """A statistic of rows, and the middle 95 % of it over samples of as many rows, drawn with repeats.

    `statistic` gets the numbers of the rows, (B,) integers. Source: Efron & Tibshirani 1993, chapter 13.
    """
    import numpy as np

    generator = np.random.default_rng(seed)
    drawn = [statistic(generator.integers(0, rows, rows)) for _ in range(times)]
    low, high = np.quantile(drawn, (OUTSIDE / 2, 1 - OUTSIDE / 2)).tolist()
    return Estimate(statistic(np.arange(rows)), low, high)


def _z(comparisons: float) -> float:
    return NormalDist().inv_cdf(1 - OUTSIDE / (2 * comparisons))


def _t(degrees: int, comparisons: int = 1) -> float:
    from scipy.special import stdtrit  # scipy.stats takes far longer to import

    return float(stdtrit(degrees, 1 - OUTSIDE / (2 * comparisons)))
