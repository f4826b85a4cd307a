"""Two models on the same rows: is one better, or is that chance?"""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from core.base.intervals import OUTSIDE, share
from core.base.numbers import Estimate
from core.evaluation.scored import Rows, Scored

RESAMPLES = 10_000
POINT = 0.01  # the difference that people ask for
POWER = 0.8  # how often a study should find a difference that is there


@dataclass(frozen=True)
class Comparison:
    """The table of agreements and what follows from it; differences are second minus first.

    `p_exact` and `p_mid` are McNemar's; `rows_for_a_point` is how many labelled rows would settle a
    difference of one point, None where the models never disagree.
    """

    both_right: int
    only_first: int
    only_second: int
    both_wrong: int
    first: Estimate
    second: Estimate
    difference: Estimate
    may_disagree: Estimate
    p_exact: float
    p_mid: float
    rows_for_a_point: int | None

    @property
    def rows(self) -> int:
        return self.both_right + self.only_first + self.only_second + self.both_wrong

    @property
    def discordant(self) -> int:
        """On how many rows exactly one of the two is right."""
        return self.only_first + self.only_second

    @property
    def is_told_apart(self) -> bool:
        """Whether one is better beyond chance: mid-p at most 5 %, and zero outside the interval."""
        return self.p_mid <= OUTSIDE and not self.difference.low <= 0 <= self.difference.high


def compare(scored: Scored, first: int = 0, second: int = 1, seed: int = 0) -> Comparison | None:
    """Compare two models on the rows that have a label and both verdicts; None where there is no such row."""
    rows = scored.labelled
    if not rows.any():
        return None
    return compare_right(scored.right(first)[rows], scored.right(second)[rows], seed)


def compare_right(first: Rows, second: Rows, seed: int = 0) -> Comparison:
    """Compare two models of which is known on which rows each is right, (N,) both; N is not 0."""
    total = len(first)
    only_first, only_second = int((first & ~second).sum()), int((second & ~first).sum())
    exact, mid = mcnemar(only_first, only_second)
    return Comparison(
        both_right=int((first & second).sum()),
        only_first=only_first,
        only_second=only_second,
        both_wrong=int((~first & ~second).sum()),
        first=share(int(first.sum()), total),
        second=share(int(second.sum()), total),
        difference=paired_bootstrap(only_first, only_second, total, seed),
        may_disagree=share(only_first + only_second, total),
        p_exact=exact,
        p_mid=mid,
        rows_for_a_point=rows_to_settle((only_first + only_second) / total),
    )


def mcnemar(only_first: int, only_second: int) -> tuple[float, float]:
    """McNemar's p-values, exact and mid-p: are the rows on which one alone is right split by a fair coin?

    Source: McNemar 1947; Fagerland, Lydersen & Laake 2013, equations 1 and 3.
    """
    from scipy.special import bdtr  # scipy.stats takes far longer to import

    count, fewer = only_first + only_second, min(only_first, only_second)
    if count == 0:
        return 1.0, 1.0
    below = float(bdtr(fewer - 1, count, 0.5)) if fewer else 0.0
    at = float(bdtr(fewer, count, 0.5)) - below
    if only_first == only_second:
        return 1.0, 1 - at / 2
    return min(1.0, 2 * (below + at)), 2 * below + at


def paired_bootstrap(
    only_first: int, only_second: int, total: int, seed: int, times: int = RESAMPLES
) -> Estimate:
    """The difference of two accuracies on the same rows, and the middle 95 % of it over resamples.

    Rows drawn with repeats fill the three cells of the table that matter as a multinomial draw does, so
    that is drawn: the same distribution, whatever the number of rows.
    Source: Efron & Tibshirani 1993, chapter 13.
    """
    chances = np.array([only_first, only_second, total - only_first - only_second]) / total
    drawn = np.random.default_rng(seed).multinomial(total, chances, times)  # (times, 3)
    differences = (drawn[:, 1] - drawn[:, 0]) / total
    low, high = np.quantile(differences, (OUTSIDE / 2, 1 - OUTSIDE / 2)).tolist()
    return Estimate((only_second - only_first) / total, low, high)


def rows_to_settle(disagree: float, difference: float = POINT, power: float = POWER) -> int | None:
    """How many rows McNemar's test at 5 % needs to find a difference of accuracies with this power.

    `disagree` is the share of rows on which exactly one model is right; a difference of one point takes as
    large a share at least. None where the models never disagree.
    Source: Connor 1987, equation 3.
    """
    if disagree == 0:
        return None
    share_of_rows = max(disagree, difference)
    normal = NormalDist()
    z_test, z_power = normal.inv_cdf(1 - OUTSIDE / 2), normal.inv_cdf(power)
    spread = math.sqrt(share_of_rows - difference**2)
    return math.ceil(((z_test * math.sqrt(share_of_rows) + z_power * spread) / difference) ** 2)


def discordant(scored: Scored, first: int = 0, second: int = 1) -> NDArray[np.int64]:
    """The rows on which exactly one model is right, by index; first those where they are furthest apart."""
    apart = scored.labelled & (scored.right(first) != scored.right(second))
    rows = np.flatnonzero(apart)
    gaps = np.abs(scored.verdicts[first].probability[rows] - scored.verdicts[second].probability[rows])
    return rows[np.argsort(-gaps, kind="stable")]
