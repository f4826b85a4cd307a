"""Mean rank correlations: against SciPy, and against the variance that theory gives shuffled ranks."""

import math

import pytest
import torch
from scipy.stats import spearmanr

from core.topics.why.measuring.correlations import correlation, mean_agreement, shuffled_means


def random_rows(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(0))


def test_values_that_tell_no_words_apart_agree_with_nothing() -> None:
    assert correlation(torch.ones(4), torch.arange(4.0)) == 0
    assert correlation(torch.arange(4.0), torch.arange(4.0)) == pytest.approx(1)


def test_the_mean_is_scipy_s_over_sentences() -> None:
    sentences = [random_rows(3, 5), random_rows(3, 9)]
    expected = sum(torch.from_numpy(spearmanr(rows.numpy(), axis=1).statistic) for rows in sentences) / 2
    torch.testing.assert_close(mean_agreement(sentences).double(), expected, rtol=1e-5, atol=1e-6)


def test_shuffled_means_spread_as_theory_says() -> None:
    lengths = [5, 9, 12] * 10  # the variance of one sentence's correlation is 1 / (P − 1)
    spread = math.sqrt(sum(1 / (P - 1) for P in lengths)) / len(lengths)
    low, high = shuffled_means(lengths, seed=1)
    assert (low, high) == pytest.approx((-1.96 * spread, 1.96 * spread), rel=0.15)
