"""How faithful an order of words is on one sentence, and how faithful chance is."""

from dataclasses import astuple, dataclass
from statistics import fmean

import numpy as np
import torch
from torch import Tensor

from core.models.explaining.reading import Reading
from core.nn.attribution.grading import comprehensiveness, deletion_curve, order_of, sufficiency

RANDOM_ORDERS = 4


@dataclass(frozen=True)
class Grades:
    """Of one order on one sentence: see core/nn/attribution/grading.py."""

    comprehensiveness: float
    sufficiency: float
    area: float


def grades(reading: Reading, values: Tensor) -> Grades:
    """Of the order in which the words carry the verdict by their values (P,)."""
    return _of_order(reading, order_of(values, reading.difference))


def random_grades(reading: Reading, seed: int, orders: int = RANDOM_ORDERS) -> Grades:
    """The mean over orders that know nothing of the sentence."""
    drawn = [_of_order(reading, order) for order in random_orders(len(reading.words), seed, orders)]
    return Grades(*(fmean(column) for column in zip(*map(astuple, drawn), strict=True)))


def random_orders(P: int, seed: int, orders: int = RANDOM_ORDERS) -> list[Tensor]:
    """Orders of P words, (P,) each."""
    generator = np.random.default_rng(seed)
    return [torch.from_numpy(generator.permutation(P)) for _ in range(orders)]


def _of_order(reading: Reading, order: Tensor) -> Grades:
    game = reading.game
    area = deletion_curve(game, order).area
    return Grades(comprehensiveness(game, order), sufficiency(game, order), area)
