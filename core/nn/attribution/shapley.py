"""Exact Shapley values from all 2^P coalitions of at most `MOST_PLAYERS` players."""

import math
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from core.nn.attribution.coalitions import Coalitions
from core.nn.attribution.results import Attribution, Game

MOST_PLAYERS = 12


@dataclass(frozen=True)
class Marginals:
    """What one player adds to every coalition of the others, by that coalition's size (0 … P−1).

    Its Shapley value is the mean over the sizes of `means`: each size weighs the same.
    """

    added: Float[Tensor, "C"]  # to each of C = 2^(P−1) coalitions
    sizes: Int[Tensor, "C"]
    means: Float[Tensor, "P"]  # over the coalitions of each size

    @property
    def value(self) -> float:
        return self.means.mean().item()


@dataclass(frozen=True)
class ShapleyValues(Attribution):
    """Shapley values with the worth of every coalition; bit p of a coalition's number is player p."""

    table: Float[Tensor, "C"]

    def marginals(self, player: int) -> Marginals:
        """What a player adds to each coalition of the others."""
        return marginals(self.table, player)


def exact_shapley(game: Game, P: int) -> ShapleyValues:
    """The mean over all orders of what a player adds: Σ_S |S|! (P − |S| − 1)! / P! · (v(S ∪ p) − v(S)).

    The only values that are efficient (they add up to v(all) − v(none)), symmetric, linear, and 0 for a
    player that never adds anything. Raises ValueError for more than `MOST_PLAYERS`. Source: Shapley 1953.
    """
    if P > MOST_PLAYERS:
        raise ValueError(f"{P} players have {2**P} coalitions; at most {MOST_PLAYERS} are enumerated")
    coalitions = Coalitions(game, P)
    table = coalitions(every_coalition(P))  # (2^P,)
    values = torch.stack([marginals(table, player).means.double().mean() for player in range(P)]).float()
    return ShapleyValues(values, table[-1].item(), table[0].item(), coalitions.cost, table)


def every_coalition(P: int) -> Bool[Tensor, "C P"]:
    """All 2^P coalitions in the order of their numbers."""
    return (torch.arange(2**P)[:, None] >> torch.arange(P)) % 2 == 1


def marginals(table: Float[Tensor, "C"], player: int) -> Marginals:
    """What a player adds to each coalition of the others, from the worth of all coalitions."""
    P = int(math.log2(len(table)))
    kept = every_coalition(P)  # (2^P, P)
    without = ~kept[:, player]  # (2^P,)
    added = table[~without].double() - table[without].double()  # (2^(P−1),)
    sizes = kept[without].sum(dim=1)  # (2^(P−1),)
    sums = torch.zeros(P, dtype=torch.float64).index_add(0, sizes, added)  # (P,)
    return Marginals(added.float(), sizes, (sums / sizes.bincount(minlength=P)).float())
