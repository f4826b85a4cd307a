"""Intervals against scipy and published examples, and what they decide."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from core.base.numbers import Estimate
from core.experiments import intervals
from core.nn.metrics import wilson_interval

VALUES = [0.81, 0.83, 0.82, 0.85, 0.80]


def ends(estimate: Estimate) -> tuple[float, float]:
    return estimate.low, estimate.high


@pytest.mark.parametrize(("right", "total"), [(0, 50), (43, 50), (806, 872), (872, 872)])
def test_a_share_is_scipys_wilson_and_the_metrics(right: int, total: int) -> None:
    found = intervals.share(right, total)
    expected = stats.binomtest(right, total).proportion_ci(0.95, method="wilson")
    assert ends(found) == pytest.approx((expected.low, expected.high))
    assert ends(found) == pytest.approx(wilson_interval(right, total), abs=1e-7)
    assert found.value == right / total


@pytest.mark.parametrize("total", [9, 872, 1000, 20_000])
def test_none_and_all_are_ends_of_their_own_intervals(total: int) -> None:
    none, every = intervals.share(0, total), intervals.share(total, total)
    assert (none.low, none.value, every.value, every.high) == (0, 0, 1, 1)


def test_several_comparisons_share_the_five_percent() -> None:
    expected = stats.binomtest(43, 50).proportion_ci(1 - 0.05 / 6, method="wilson")
    assert ends(intervals.share(43, 50, comparisons=6)) == pytest.approx((expected.low, expected.high))


def test_a_difference_of_shares_is_newcombes_example() -> None:
    """56 of 70 against 48 of 80: 0.0524 … 0.3339 by his method 10 (Newcombe 1998, table II)."""
    found = intervals.difference(intervals.share(56, 70), intervals.share(48, 80))
    assert (found.value, *ends(found)) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def test_a_paired_difference_by_hand() -> None:
    """Of 100 rows 10 lost and 2 gained: (3 − 11) / 102 ± 1.96 · √((14/102 − (8/102)²) / 102)."""
    found = intervals.paired(10, 2, 100)
    spread = 1.959964 * math.sqrt((14 / 102 - (8 / 102) ** 2) / 102)
    assert (found.value, *ends(found)) == pytest.approx((-0.08, -8 / 102 - spread, -8 / 102 + spread))


@given(st.integers(0, 200), st.integers(0, 200), st.integers(400, 1000))
def test_a_paired_difference_turns_round_with_its_counts(lost: int, gained: int, total: int) -> None:
    one, other = intervals.paired(lost, gained, total), intervals.paired(gained, lost, total)
    assert (one.value, one.low, one.high) == pytest.approx((-other.value, -other.high, -other.low))
    assert one.low < one.high


def test_a_mean_is_scipys_student() -> None:
    low, high = stats.ttest_1samp(VALUES, 0).confidence_interval(0.95)
    assert ends(intervals.mean(VALUES)) == pytest.approx((low, high))
    low, high = np.exp(stats.ttest_1samp(np.log(VALUES), 0).confidence_interval(0.95))
    found = intervals.geometric_mean(VALUES)
    assert (found.value, *ends(found)) == pytest.approx((stats.gmean(VALUES), low, high))


def test_one_more_value_lies_further_out_than_the_mean() -> None:
    found, centre = intervals.another(VALUES), intervals.mean(VALUES)
    assert found.high - found.value == pytest.approx((centre.high - centre.value) * math.sqrt(6))


def test_nineteen_of_twenty_more_values_lie_where_they_are_expected() -> None:
    generator = np.random.default_rng(0)
    inside = 0
    for _ in range(2000):
        *seen, new = generator.standard_normal(6)
        expected = intervals.another(seen)
        inside += expected.low <= new <= expected.high
    assert 0.935 < inside / 2000 < 0.965


def test_a_slope_is_scipys() -> None:
    xs, ys = [0, 1, 2, 3, 5], [0.1, 1.2, 1.8, 3.3, 4.9]
    line = stats.linregress(xs, ys)
    margin = stats.t.ppf(0.975, 3) * line.stderr
    assert ends(intervals.slope(xs, ys)) == pytest.approx((line.slope - margin, line.slope + margin))


def test_a_ratio_is_a_difference_of_logarithms() -> None:
    found = intervals.ratio(Estimate(6, 5, 7), Estimate(2, 2, 2))
    assert (found.value, *ends(found)) == pytest.approx((3, 2.5, 3.5))


def test_a_bootstrap_is_scipys() -> None:
    rows = np.random.default_rng(1).exponential(size=80)
    found = intervals.bootstrap(lambda drawn: float(rows[drawn].mean()), len(rows), seed=2)
    expected = stats.bootstrap((rows,), np.mean, method="percentile", rng=np.random.default_rng(3))
    spread = expected.confidence_interval.high - expected.confidence_interval.low
    low, high = expected.confidence_interval
    assert ends(found) == pytest.approx((low, high), abs=0.1 * spread)
    assert found.value == pytest.approx(rows.mean())


@pytest.mark.parametrize(
    ("low", "high", "more", "less"),
    [(1, 2, "held", "failed"), (-2, -1, "failed", "held"), (-1, 1, "undecided", "undecided")],
)
def test_only_an_interval_on_one_side_decides(low: float, high: float, more: str, less: str) -> None:
    estimate = Estimate((low + high) / 2, low, high)
    assert (intervals.above(estimate, 0), intervals.below(estimate, 0)) == (more, less)


def test_one_part_that_failed_decides_then_one_that_cannot_tell() -> None:
    assert intervals.every(["held", "undecided", "failed"]) == "failed"
    assert intervals.every(["held", "undecided"]) == "undecided"
    assert intervals.every(["held", "held"]) == "held"
    assert (intervals.exactly(True), intervals.exactly(False)) == ("held", "failed")


def test_one_run_alone_decides_nothing() -> None:
    alone = intervals.mean([0.7])
    assert (alone.low, alone.value, alone.high) == (-math.inf, 0.7, math.inf)
    assert intervals.above(alone, 0.0) == "undecided"


def test_of_several_means_each_gets_its_part_of_the_five_percent() -> None:
    expected = stats.t.interval(0.995, len(VALUES) - 1, np.mean(VALUES), stats.sem(VALUES))
    assert ends(intervals.mean(VALUES, comparisons=10)) == pytest.approx(expected)
