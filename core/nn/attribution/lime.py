"""LIME: a linear model of the sentence's neighbourhood, fitted to random deletions."""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Float
from torch import Tensor

from core.nn.attribution.coalitions import Coalitions
from core.nn.attribution.results import Attribution, Game

SAMPLES = 512
WIDTH = 0.25  # of the kernel, in cosine distance
PENALTY = 1.0


@dataclass(frozen=True)
class Lime(Attribution):
    """The linear model's coefficients, its intercept, and which share of the variance it explains (R²)."""

    intercept: float
    fit: float


def lime(
    game: Game,
    P: int,
    samples: int = SAMPLES,
    seed: int = 0,
    width: float = WIDTH,
    penalty: float = PENALTY,
) -> Lime:
    """Coefficients of a ridge regression on `samples` versions, near ones weighing more.

    Other than Shapley values they need not add up to anything, and another seed gives others.
    Source: Ribeiro, Singh & Guestrin 2016, section 3.4, with the settings of their package for texts.
    """
    coalitions = Coalitions(game, P)
    whole, nothing = coalitions.ends()
    kept = lime_versions(P, samples, seed)  # (N, P)
    values, weights = coalitions(kept), closeness(kept, width)  # (N,), (N,)
    solved, intercept = weighted_ridge(kept, values, weights, penalty)
    residual = values.double() - kept.double() @ solved - intercept  # (N,)
    spread = values.double() - (weights * values).sum() / weights.sum()
    explained = 1 - (weights * residual.square()).sum() / (weights * spread.square()).sum().clamp(min=1e-12)
    return Lime(solved.float(), whole, nothing, coalitions.cost, intercept, explained.item())


def lime_versions(P: int, samples: int, seed: int) -> Bool[Tensor, "N P"]:
    """The sentence itself and versions of it, of each a random number of words (1 … P) deleted at random."""
    generator = np.random.default_rng(seed)
    gone = generator.integers(1, P, samples - 1, endpoint=True)  # (N−1,)
    places = generator.random((samples - 1, P)).argsort(axis=1).argsort(axis=1)  # (N−1, P): random ranks
    kept = np.concatenate([np.ones((1, P), dtype=bool), places >= gone[:, None]])
    return torch.from_numpy(kept)


def closeness(kept: Bool[Tensor, "N P"], width: float) -> Float[Tensor, "N"]:
    """√exp(−d² / width²), where d is the cosine distance to the sentence: 1 − √(share of words kept)."""
    distance = 1 - kept.double().mean(dim=1).sqrt()  # (N,)
    return torch.exp(-distance.square() / width**2).sqrt()


def weighted_ridge(
    kept: Bool[Tensor, "N P"], values: Float[Tensor, "N"], weights: Float[Tensor, "N"], penalty: float
) -> tuple[Float[Tensor, "P"], float]:
    """The coefficients b and intercept a of least Σ weight · (value − a − kept b)² + penalty · |b|²."""
    z, y, shares = kept.double(), values.double(), weights.double() / weights.double().sum()
    center, level = shares @ z, shares @ y  # (P,), ()
    z, y = z - center, y - level
    normal = z.T @ (weights.double()[:, None] * z) + penalty * torch.eye(z.shape[1], dtype=torch.float64)
    solved = torch.linalg.solve(normal, z.T @ (weights.double() * y))  # (P,)
    return solved, (level - center @ solved).item()
