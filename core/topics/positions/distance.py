"""What a rotation does to a query and a key: their product depends only on the distance between them."""

import math

import torch
from jaxtyping import Float
from torch import Tensor

from core.topics.positions.concept import angles, rope


def products_by_distance(
    query: Float[Tensor, "K"], key: Float[Tensor, "K"], base: float, start: int, distances: int
) -> Float[Tensor, "N"]:
    """q · k / √K with the query at position `start`, and the key 0 … N − 1 positions before it."""
    K, away = len(query), torch.arange(distances, dtype=torch.float64)
    at = torch.full((1,), float(start), dtype=torch.float64)
    turned_query = rope(query[None], angles(at, K, base))  # (1, K)
    turned_keys = rope(key.expand(distances, K), angles(at - away, K, base))  # (N, K)
    return (turned_keys @ turned_query[0]) / math.sqrt(K)


def positions_a_turn(frequency: float) -> float:
    """How many positions a pair of dimensions needs for a whole turn; `frequency` in radians a position."""
    return 2 * math.pi / frequency
