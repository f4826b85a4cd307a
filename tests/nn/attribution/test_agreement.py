"""Rank correlation against SciPy, and its null."""

import pytest
import scipy.stats
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.nn.attribution.agreement import agreement, p_value, permutation_null, rank_correlation, ranks

numbers = st.lists(st.integers(-4, 4), min_size=3, max_size=12).filter(lambda row: len(set(row)) > 1)


@given(numbers)
def test_ranks_are_scipy_s(row: list[int]) -> None:
    assert ranks(torch.tensor(row).float()).tolist() == scipy.stats.rankdata(row).tolist()


@given(numbers, st.randoms(use_true_random=False))
def test_correlation_is_scipy_s(row: list[int], random) -> None:
    other = random.sample(row, len(row))
    expected = scipy.stats.spearmanr(row, other).statistic
    first, second = torch.tensor(row).float(), torch.tensor(other).float()
    assert rank_correlation(first, second) == pytest.approx(expected, abs=1e-9)
    table = agreement(torch.stack([first, second]))
    assert table[0, 1].item() == pytest.approx(expected, abs=1e-6)
    assert table[0, 0].item() == pytest.approx(1)


def test_equal_values_have_no_correlation() -> None:
    assert rank_correlation(torch.ones(3), torch.arange(3.0)) != rank_correlation(
        torch.ones(3), torch.ones(3)
    )
    assert agreement(torch.stack([torch.ones(3), torch.arange(3.0)])).isnan()[0].all()


def test_null_of_three_values_is_that_of_all_orders() -> None:
    """The six orders of three ranks give 1, ½, ½, −½, −½, −1."""
    null = permutation_null(torch.arange(3.0), torch.arange(3.0), draws=6000)
    values, counts = null.round(decimals=3).unique(return_counts=True)
    assert values.tolist() == [-1, -0.5, 0.5, 1]
    assert (counts / 6000).tolist() == pytest.approx([1 / 6, 2 / 6, 2 / 6, 1 / 6], abs=0.03)
    assert p_value(1.0, null) == pytest.approx(1 / 6, abs=0.03)
    assert p_value(-1.0, null) == 1


def test_p_is_never_zero() -> None:
    null = permutation_null(torch.arange(9.0), torch.arange(9.0), draws=50)
    assert p_value(2.0, null) == 1 / 51
