"""Kernel SHAP: Shapley values as a weighted regression on some of the coalitions."""

import math
from collections.abc import Iterator
from itertools import combinations

import numpy as np
import torch
from jaxtyping import Bool, Float
from torch import Tensor

from core.nn.attribution.coalitions import Coalitions
from core.nn.attribution.results import Attribution, Game

SAMPLES = 512
TRIES = 4  # draws for each coalition that is still wanted, since some are drawn again


def kernel_shap(game: Game, P: int, samples: int = SAMPLES, seed: int = 0) -> Attribution:
    """Shapley values by the linear game that is closest to v under the Shapley kernel.

    It is fitted to at most `samples` coalitions besides all and none: the sizes of most weight (1 and P−1,
    2 and P−2, …) whole, of the others pairs of a drawn coalition and its complement. With all 2^P − 2 the
    values are exact. Their sum is v(all) − v(none) by construction: the last player is what the others leave.
    Source: Lundberg & Lee 2017, theorem 2; paired draws: Covert & Lee 2021.
    """
    coalitions = Coalitions(game, P)
    whole, nothing = coalitions.ends()
    kept, weights = shap_coalitions(P, samples, seed)  # (N, P), (N,)
    solved = fitted(kept, coalitions(kept).double() - nothing, weights, whole - nothing)
    return Attribution(solved.float(), whole, nothing, coalitions.cost)


def fitted(
    kept: Bool[Tensor, "N P"], values: Float[Tensor, "N"], weights: Float[Tensor, "N"], total: float
) -> Float[Tensor, "P"]:
    """The φ of least Σ weight · (value − Σ kept φ)² among those that add up to `total`."""
    z = kept.double()
    features = z[:, :-1] - z[:, -1:]  # (N, P−1): a player comes, the last one goes
    rest = values - z[:, -1] * total  # (N,)
    root = weights.double().sqrt()  # (N,)
    solved = torch.linalg.lstsq(root[:, None] * features, (root * rest)[:, None], driver="gelsd").solution[
        :, 0
    ]
    return torch.cat([solved, total - solved.sum()[None]])  # (P,)


def shap_coalitions(P: int, samples: int, seed: int) -> tuple[Bool[Tensor, "N P"], Float[Tensor, "N"]]:
    """Coalitions to fit to, none of them all or nobody, and their weights, which add up to 1."""
    if P == 1:
        return torch.zeros(0, 1, dtype=torch.bool), torch.zeros(0, dtype=torch.float64)
    mass = {size: (P - 1) / (size * (P - size)) for size in range(1, P)}
    rows, weights, left = [], [], samples
    for size in range(1, P // 2 + 1):
        sizes = sorted({size, P - size})
        count = len(sizes) * math.comb(P, size)
        if count > left:
            break
        for one in sizes:
            rows += [_row(P, chosen) for chosen in combinations(range(P), one)]
            weights += [mass[one] / math.comb(P, one)] * math.comb(P, one)
            mass.pop(one)
        left -= count
    drawn = _drawn(P, sorted(mass), left, np.random.default_rng(seed)) if mass else {}
    rows += [np.frombuffer(key, dtype=bool) for key in drawn]
    weights += [sum(mass.values()) * count / sum(drawn.values()) for count in drawn.values()]
    kept = torch.from_numpy(np.stack(rows)) if rows else torch.zeros(0, P, dtype=torch.bool)
    heavy = torch.tensor(weights, dtype=torch.float64)  # (N,)
    return kept, heavy / heavy.sum()


def _drawn(P: int, sizes: list[int], wanted: int, generator: np.random.Generator) -> dict[bytes, int]:
    """How often each coalition was drawn, with its complement, until `wanted` different ones are there."""
    counts: dict[bytes, int] = {}
    heavy = np.array([1 / (size * (P - size)) for size in sizes])
    for size in generator.choice(sizes, TRIES * wanted, p=heavy / heavy.sum()).tolist():
        if len(counts) + 2 > wanted:
            break
        row = _row(P, generator.permutation(P)[:size].tolist())
        for one in (row, ~row):
            counts[one.tobytes()] = counts.get(one.tobytes(), 0) + 1
    return counts


def _row(P: int, chosen: Iterator[int] | tuple[int, ...] | list[int]) -> np.ndarray:
    row = np.zeros(P, dtype=bool)
    row[list(chosen)] = True
    return row
