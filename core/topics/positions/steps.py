"""The numbers behind the story "Step by step": from no positions to RoPE, each step worked out live."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.models.prediction import Token
from core.topics.positions.concept import BASE, angles, rope, sinusoidal
from core.topics.positions.distance import products_by_distance


@dataclass(frozen=True)
class Turned:
    """A query and a key as arrows of P pairs, turned by their positions; q · k / √K, and the same unmoved."""

    query: Float[Tensor, "P 2"]
    key: Float[Tensor, "P 2"]
    product: float
    unmoved: float


def two_words(tokens: Sequence[Token]) -> tuple[int, int]:
    """The positions of the two longest different words, in order; without two, of [CLS] and [SEP]."""
    longest: dict[int, int] = {}  # id → position of its first occurrence
    for position, token in enumerate(tokens):
        if not token.special:
            longest.setdefault(token.id, position)
    places = sorted(longest.values(), key=lambda position: -len(tokens[position].text))[:2]
    first, second = sorted(places) if len(places) == 2 else (0, len(tokens) - 1)
    return first, second


def with_numbers(vector: Float[Tensor, "D"], positions: int) -> Float[Tensor, "N D"]:
    """A word's vector with the number p added to each dimension, p = 0 … N − 1."""
    return vector + torch.arange(positions, dtype=vector.dtype)[:, None]


def binary(positions: Int[Tensor, "N"], digits: int) -> Int[Tensor, "N B"]:
    """The last B = `digits` binary digits of each position, the fastest first."""
    return positions[:, None] >> torch.arange(digits) & 1


def step_lengths(codes: Float[Tensor, "N D"]) -> Float[Tensor, "M"]:
    """How far each code is from the next one (M = N − 1), as Euclidean distance."""
    return codes.diff(dim=0).norm(dim=-1)


def hands(positions: int, D: int) -> tuple[Float[Tensor, "N P"], Float[Tensor, "N D"]]:
    """The angle of each pair at each position, and the sinusoidal codes made of them."""
    places = torch.arange(positions, dtype=torch.float64)
    return angles(places, D), sinusoidal(places, D)


def turned(
    query: Float[Tensor, "K"],
    key: Float[Tensor, "K"],
    places: tuple[int, int],
    shift: int,
    pairs: Sequence[int],
) -> Turned:
    """A query and a key turned at their places, both moved on by `shift`; the query's is not the earlier."""
    away = places[0] - places[1]
    moved, unmoved = (
        products_by_distance(query, key, BASE, start, away + 1)[away].item()
        for start in (places[0] + shift, places[0])
    )
    both = zip((query, key), places, strict=True)
    arrows = [_arrows(vector, place + shift)[list(pairs)] for vector, place in both]
    return Turned(arrows[0], arrows[1], moved, unmoved)


def _arrows(vector: Float[Tensor, "K"], position: int) -> Float[Tensor, "P 2"]:
    """The turned vector as one arrow for each pair: dimension i, and i + K/2."""
    at = torch.tensor([float(position)], dtype=torch.float64)
    return torch.stack(rope(vector[None], angles(at, len(vector)))[0].chunk(2), dim=-1)


def angle_between(first: Float[Tensor, "2"], second: Float[Tensor, "2"]) -> float:
    """From the second arrow to the first, in degrees, 0 to 360."""
    (x, y), (u, v) = first.tolist(), second.tolist()
    return math.degrees(math.atan2(y, x) - math.atan2(v, u)) % 360
