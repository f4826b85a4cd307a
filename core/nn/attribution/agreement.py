"""Do attributions agree? The rank correlation of their values, and what chance alone would give."""

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

DRAWS = 1000


def rank_correlation(first: Float[Tensor, "P"], second: Float[Tensor, "P"]) -> float:
    """Spearman's ρ: Pearson's correlation of the ranks, equal values sharing theirs; −1 … 1.

    NaN where all values of one side are equal. Source: Spearman 1904.
    """
    a, b = (ranks(values) - ranks(values).mean() for values in (first, second))
    return (a @ b / (a.norm() * b.norm())).item()


def ranks(values: Float[Tensor, "P"]) -> Float[Tensor, "P"]:
    """The place of each value among all, the smallest 1; equal ones get the mean of their places."""
    below = (values[None, :] < values[:, None]).sum(dim=1)  # (P,)
    equal = (values[None, :] == values[:, None]).sum(dim=1)  # (P,), itself too
    return below.double() + (equal + 1) / 2


def agreement(methods: Float[Tensor, "M P"]) -> Float[Tensor, "M M"]:
    """The rank correlation of each pair of methods; NaN for one whose values are all equal."""
    placed = torch.stack([ranks(values) for values in methods])  # (M, P)
    centered = placed - placed.mean(dim=1, keepdim=True)
    units = centered / centered.norm(dim=1, keepdim=True)
    return (units @ units.T).float()  # (M, M)


def permutation_null(
    first: Float[Tensor, "P"], second: Float[Tensor, "P"], draws: int = DRAWS, seed: int = 0
) -> Float[Tensor, "R"]:
    """The rank correlations of one side with the other shuffled: what would be seen if nothing agreed."""
    generator = np.random.default_rng(seed)
    placed = ranks(second)
    orders = torch.from_numpy(generator.random((draws, len(second))).argsort(axis=1))  # (R, P)
    shuffled = placed[orders] - placed.mean()  # (R, P)
    a = ranks(first) - ranks(first).mean()
    return (shuffled @ a / (a.norm() * (placed - placed.mean()).norm())).float()


def p_value(correlation: float, null: Float[Tensor, "R"]) -> float:
    """How often shuffled values agree at least as much; never 0, since the sentence is one draw itself.

    Source: Phipson & Smyth 2010.
    """
    as_much = (null >= correlation - 1e-6).sum().item()
    return (as_much + 1) / (len(null) + 1)
