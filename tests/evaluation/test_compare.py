"""Comparing two models: against statsmodels, scipy, a published table and cases by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from core.base.intervals import bootstrap
from core.evaluation import compare as module
from core.evaluation.compare import compare, compare_right, discordant, mcnemar, rows_to_settle
from tests.evaluation.support import scored

counts = st.integers(0, 60)


def test_mcnemar_is_the_published_table() -> None:
    """Fagerland, Lydersen & Laake 2013, table 1: 1 and 7 discordant pairs."""
    exact, mid = mcnemar(1, 7)
    assert (round(exact, 4), round(mid, 4)) == (0.0703, 0.0391)


@given(counts, counts)
def test_mcnemar_is_scipys_binomial_test(only_first: int, only_second: int) -> None:
    exact, mid = mcnemar(only_first, only_second)
    total, fewer = only_first + only_second, min(only_first, only_second)
    if total == 0:
        assert (exact, mid) == (1, 1)
        return
    assert exact == pytest.approx(stats.binomtest(only_first, total).pvalue)
    at = stats.binom.pmf(fewer, total, 0.5)
    assert mid == pytest.approx(exact - (at / 2 if only_first == only_second else at))
    assert mcnemar(only_second, only_first) == (exact, mid)


@given(counts, counts)
def test_mcnemar_is_statsmodels(only_first: int, only_second: int) -> None:
    library = pytest.importorskip("statsmodels.stats.contingency_tables")
    table = np.array([[5, only_first], [only_second, 5]])
    expected = library.mcnemar(table, exact=True).pvalue if only_first + only_second else 1
    assert mcnemar(only_first, only_second)[0] == pytest.approx(expected)


def test_the_multinomial_bootstrap_is_the_one_over_rows() -> None:
    first = np.array([True] * 60 + [False] * 30 + [True] * 110)
    second = np.array([True] * 40 + [False] * 20 + [True] * 30 + [False] * 20 + [True] * 90)
    found = compare_right(first, second)
    over_rows = bootstrap(lambda rows: second[rows].mean() - first[rows].mean(), 200, seed=1)
    assert found.difference.value == pytest.approx(second.mean() - first.mean())
    assert found.difference.low == pytest.approx(over_rows.low, abs=0.015)
    assert found.difference.high == pytest.approx(over_rows.high, abs=0.015)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=80))
def test_the_table_adds_up_and_turns_round(pairs: list[tuple[bool, bool]]) -> None:
    first, second = np.array(pairs).T
    found, turned = compare_right(first, second), compare_right(second, first)
    assert found.rows == len(pairs)
    assert found.first.value == pytest.approx((found.both_right + found.only_first) / len(pairs))
    assert found.second.value == pytest.approx((found.both_right + found.only_second) / len(pairs))
    assert found.difference.low <= found.difference.value <= found.difference.high
    assert turned.difference.value == -found.difference.value
    assert turned.p_mid == found.p_mid


def test_the_same_seed_gives_the_same_interval() -> None:
    right = np.arange(100) % 7 > 0
    first, again = (compare_right(right, np.arange(100) % 5 > 0, seed=3) for _ in range(2))
    assert first == again
    assert first != compare_right(right, np.arange(100) % 5 > 0, seed=4)


def test_models_that_never_disagree_are_a_result() -> None:
    right = np.array([True] * 90 + [False] * 10)
    found = compare_right(right, right)
    assert (found.discordant, found.p_exact, found.p_mid, found.rows_for_a_point) == (0, 1, 1, None)
    assert not found.is_told_apart
    assert found.may_disagree.high == pytest.approx(1.959964**2 / (100 + 1.959964**2), rel=1e-4)


def test_so_many_rows_find_a_difference_of_a_point_four_times_in_five() -> None:
    """The formula's rows, drawn: McNemar's test finds the difference as often as it says."""
    disagree, difference = 0.1, 0.05
    rows = rows_to_settle(disagree, difference)
    assert rows is not None
    only_first, only_second = (disagree - difference) / 2, (disagree + difference) / 2
    drawn = np.random.default_rng(0).multinomial(rows, [only_first, only_second, 1 - disagree], 2000)
    gaps, discordant_rows = drawn[:, 1] - drawn[:, 0], drawn[:, 0] + drawn[:, 1]
    assert (np.abs(gaps) > 1.96 * np.sqrt(discordant_rows)).mean() == pytest.approx(0.8, abs=0.03)


def test_rows_to_settle_by_hand() -> None:
    """(1.959964·√0.1 + 0.841621·√(0.1 − 0.0001))² / 0.0001 = 7846.2."""
    assert rows_to_settle(0.1) == 7847
    assert rows_to_settle(0.001) == rows_to_settle(module.POINT)


def test_only_rows_with_a_label_and_both_verdicts_count() -> None:
    rows = scored([1, 1, 0, -1, 1], [0.9, 0.2, 0.1, 0.9, float("nan")], [0.8, 0.7, 0.9, 0.1, 0.9])
    found = compare(rows)
    assert found is not None
    cells = (found.both_right, found.only_first, found.only_second, found.both_wrong)
    assert cells == (1, 1, 1, 0)
    assert discordant(rows).tolist() == [2, 1]  # 0.8 apart, then 0.5
    assert compare(scored([-1, -1], [0.1, 0.2], [0.1, 0.9])) is None
