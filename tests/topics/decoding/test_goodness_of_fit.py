"""Draws against their distribution: which tokens are put together, and what the test then says."""

import pytest
import torch
from scipy.stats import chisquare

from core.topics.decoding.goodness_of_fit import draws_from_top, fit, pool_rare


def pooled(counts: list[float], probabilities: list[float]) -> tuple[list[float], list[float]]:
    seen, expected = pool_rare(torch.tensor(counts).double(), torch.tensor(probabilities).double())
    return seen.tolist(), [round(value, 6) for value in expected.tolist()]


@pytest.mark.parametrize(
    ("counts", "probabilities", "seen", "expected"),
    [
        # all are expected five times or more: nothing is put together
        ([60, 40], [0.6, 0.4], [60, 40], [0.6, 0.4]),
        # exactly five is enough
        ([95, 5], [0.95, 0.05], [95, 5], [0.95, 0.05]),
        # rare ones make a class of their own, wherever they stand
        ([3, 90, 4, 3], [0.03, 0.9, 0.04, 0.03], [90, 10], [0.9, 0.1]),
        # together still too rare: the rarest of the others joins them
        ([70, 28, 1, 1], [0.7, 0.27, 0.02, 0.01], [70, 30], [0.7, 0.3]),
        # one common token and almost nothing besides: a single class
        ([99, 1], [0.99, 0.01], [100], [1.0]),
        # all are rare: a single class
        ([1, 1, 1, 1], [0.25, 0.25, 0.25, 0.25], [4], [1.0]),
        # what a filter cut makes no class
        ([60, 40, 0], [0.6, 0.4, 0.0], [60, 40], [0.6, 0.4]),
        # nothing but one token is possible
        ([100, 0], [1.0, 0.0], [100], [1.0]),
    ],
)
def test_rare_tokens_are_put_together(counts, probabilities, seen, expected) -> None:
    assert pooled(counts, probabilities) == (seen, expected)


def test_no_class_is_expected_less_than_five_times_and_none_is_lost() -> None:
    probabilities = torch.randn(500, generator=torch.Generator().manual_seed(1)).mul(3).softmax(0).double()
    counts = torch.multinomial(probabilities, 1000, True, generator=torch.Generator().manual_seed(2))
    seen, expected = pool_rare(counts.bincount(minlength=500).double(), probabilities)
    assert len(seen) > 10
    assert (expected * 1000).min() >= 5
    assert seen.sum() == 1000
    assert expected.sum().item() == pytest.approx(1.0)


def test_statistic_and_p_value_are_scipy_s() -> None:
    found = fit(torch.tensor([55, 30, 15]), torch.tensor([0.5, 0.3, 0.2]))
    known = chisquare([55, 30, 15], [50, 30, 20])
    assert found is not None
    assert found.degrees == 2
    assert found.statistic == pytest.approx(known.statistic, rel=1e-6)
    assert found.p_value == pytest.approx(known.pvalue, rel=1e-6)


def test_a_distribution_that_the_draws_do_not_fit_is_found_out() -> None:
    found = fit(torch.tensor([900, 100]), torch.tensor([0.5, 0.5]))
    assert found is not None
    assert found.p_value < 1e-6


def test_one_class_is_nothing_to_test() -> None:
    assert fit(torch.tensor([100, 0]), torch.tensor([1.0, 0.0])) is None


def test_draws_from_the_likeliest_tokens() -> None:
    logits = torch.tensor([0.0, 3.0, 1.0, 2.0])
    counts, probabilities = draws_from_top(logits, 2, count=1000, seed=42)
    assert probabilities.tolist() == pytest.approx(torch.tensor([3.0, 2.0]).softmax(0).tolist(), abs=1e-6)
    assert counts.sum() == 1000
    assert counts[0].item() == pytest.approx(1000 * probabilities[0].item(), abs=60)
