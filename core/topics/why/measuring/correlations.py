"""Rank correlations over many sentences. NaN, where all values of one side are equal, counts as 0."""

from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from core.nn.attribution.agreement import agreement, rank_correlation

SHUFFLES = 1000
ENDS = (0.025, 0.975)


def correlation(first: Float[Tensor, "P"], second: Float[Tensor, "P"]) -> float:
    """Spearman's ρ; 0 where one side tells no words apart."""
    return float(np.nan_to_num(rank_correlation(first, second)))


def mean_agreement(sentences: Sequence[Float[Tensor, "M P"]]) -> Float[Tensor, "M M"]:
    """The mean over sentences of each pair's rank correlation."""
    return torch.stack([agreement(values).nan_to_num() for values in sentences]).mean(dim=0)


def shuffled_means(lengths: Sequence[int], seed: int) -> list[float]:
    """Between which ends 95 % of a pair's mean correlations would lie if its values were shuffled."""
    generator = np.random.default_rng(seed)
    means = np.zeros(SHUFFLES)
    for P in lengths:
        ranks = generator.random((SHUFFLES, P)).argsort(axis=1)  # (R, P)
        means += np.corrcoef(np.arange(P), ranks)[0, 1:] / len(lengths)
    low, high = np.quantile(means, ENDS).tolist()
    return [low, high]
