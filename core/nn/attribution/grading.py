"""Is an attribution faithful? Take the words away that it names, and see whether the verdict falls.

All measures are of the probability of the sentence's own verdict, 0 … 1. Players go in an `order`, those
first that carry the verdict most.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.nn.attribution.coalitions import Coalitions
from core.nn.attribution.results import Cost, Game

SHARES = (0.01, 0.05, 0.1, 0.2, 0.5)  # of the words; at least one
Direction = Literal["deletion", "insertion"]


@dataclass(frozen=True)
class Curve:
    """The verdict's probability after 0 … P players were taken away, or put in, one after another.

    `area` is that under the curve over the share of players, from 0 to 1: small is good for deletion, large
    for insertion.
    """

    differences: Float[Tensor, "P1"]
    probabilities: Float[Tensor, "P1"]
    area: float
    cost: Cost


@dataclass(frozen=True)
class Band:
    """Curves of random orders: quantiles 2.5 %, 50 % and 97.5 % at each step, and each order's area and fall.

    A fall is the comprehensiveness of an order of deletion, the sufficiency of one of insertion.
    """

    low: Float[Tensor, "P1"]
    middle: Float[Tensor, "P1"]
    high: Float[Tensor, "P1"]
    areas: Float[Tensor, "R"]
    falls: Float[Tensor, "R"]
    cost: Cost


def order_of(values: Float[Tensor, "P"], whole: float) -> Int[Tensor, "P"]:
    """Players by how much they carry the verdict of a sentence with difference `whole`, the first most."""
    towards = values if whole >= 0 else -values
    return towards.argsort(descending=True, stable=True)


def deletion_curve(game: Game, order: Int[Tensor, "P"]) -> Curve:
    """Taking the players away in order. Source: Petsiuk, Das & Saenko 2018 (RISE)."""
    return _curve(Coalitions(game, len(order)), order, "deletion")


def insertion_curve(game: Game, order: Int[Tensor, "P"]) -> Curve:
    """Putting the players in in order, beginning with none. Source: as the deletion curve's."""
    return _curve(Coalitions(game, len(order)), order, "insertion")


def random_band(
    game: Game, P: int, direction: Direction = "deletion", orders: int = 40, seed: int = 0
) -> Band:
    """What orders give that know nothing of the sentence."""
    coalitions, generator = Coalitions(game, P), np.random.default_rng(seed)
    drawn = [torch.from_numpy(generator.permutation(P)) for _ in range(orders)]
    coalitions(torch.cat([_steps(order, direction) for order in drawn]))  # all together, then they are known
    curves = [_curve(coalitions, order, direction) for order in drawn]
    rows = torch.stack([curve.probabilities for curve in curves])  # (R, P+1)
    low, middle, high = rows.quantile(torch.tensor([0.025, 0.5, 0.975]), dim=0)
    areas = torch.tensor([curve.area for curve in curves])  # (R,)
    falls = torch.tensor([_fall(coalitions, order, SHARES, direction) for order in drawn])  # (R,)
    return Band(low, middle, high, areas, falls, coalitions.cost)


def comprehensiveness(game: Game, order: Int[Tensor, "P"], shares: Sequence[float] = SHARES) -> float:
    """How much the verdict's probability falls without its first words, the mean over shares of them.

    Source: DeYoung et al. 2020 (ERASER), section 4.2. High is faithful.
    """
    return _fall(Coalitions(game, len(order)), order, shares, "deletion")


def sufficiency(game: Game, order: Int[Tensor, "P"], shares: Sequence[float] = SHARES) -> float:
    """How much the verdict's probability falls when its first words alone are left. Low is faithful.

    Source: DeYoung et al. 2020 (ERASER), section 4.2.
    """
    return _fall(Coalitions(game, len(order)), order, shares, "insertion")


def verdict_probabilities(differences: Float[Tensor, "N"], whole: float) -> Float[Tensor, "N"]:
    """The probability of the verdict of a sentence with difference `whole`, in each version of it."""
    return torch.sigmoid(differences if whole >= 0 else -differences)


def _fall(coalitions: Coalitions, order: Tensor, shares: Sequence[float], direction: Direction) -> float:
    P = len(order)
    whole, _ = coalitions.ends()
    counts = [max(1, math.ceil(share * P)) for share in shares]
    left = verdict_probabilities(coalitions(_steps(order, direction)[counts]), whole)  # (shares,)
    return (verdict_probabilities(torch.tensor([whole]), whole) - left).mean().item()


def _curve(coalitions: Coalitions, order: Tensor, direction: Direction) -> Curve:
    differences = coalitions(_steps(order, direction))  # (P+1,)
    whole = differences[0 if direction == "deletion" else -1].item()
    probabilities = verdict_probabilities(differences, whole)  # (P+1,)
    area = torch.trapezoid(probabilities, dx=1 / len(order)).item()
    return Curve(differences, probabilities, area, coalitions.cost)


def _steps(order: Tensor, direction: Direction) -> Tensor:
    """Which players are there after 0 … P steps; (P+1, P)."""
    P = len(order)
    rank = order.argsort()  # (P,): when each player goes
    went = rank[None, :] < torch.arange(P + 1)[:, None]  # (P+1, P)
    return ~went if direction == "deletion" else went
