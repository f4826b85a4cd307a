"""Attention maps made small enough to send: bytes instead of floats, and thumbnails of all of them.

Of a text that is short enough the scores go along as they are, so that the page can work out each weight.
"""

from dataclasses import dataclass, replace

import torch
import torch.nn.functional as F
from jaxtyping import Float, UInt8
from torch import Tensor

from core.topics.attention.maps import attention_of, contributions_of, rollout_of
from core.trace.trace import TracedForward

MEASURES = ("attention", "contribution", "rollout")
THUMB = 32  # pixels a side, at most
MOST_SCORED = 48  # tokens: 108 KiB of scores for a layer of twelve heads


@dataclass(frozen=True)
class Tiles:
    """A grid of R × C maps in reading order: the `loaded` ones whole, all of them as thumbnails.

    A byte b stands for (b / 255)² · most: steps are fine where weights are small.
    """

    rows: int
    columns: int
    most: float
    loaded: tuple[int, ...]
    maps: UInt8[Tensor, "N T T"]
    thumbs: UInt8[Tensor, "R*C P P"]
    scores: Float[Tensor, "N T T"] | None = None  # before the softmax, of the loaded ones


def tiles_of(traced: TracedForward, measure: str) -> Tiles:
    """A map for each layer and head, or for rollout one for each layer; all of them whole."""
    if measure == "rollout":
        return tiles(rollout_of(traced)[None], most=1.0)
    every = attention_of(traced) if measure == "attention" else contributions_of(traced)  # (L, H, T, T)
    if measure == "contribution":
        return tiles(every, most=every.max().item())
    return replace(tiles(every, most=1.0), scores=_scores_of(traced))


def _scores_of(traced: TracedForward) -> Float[Tensor, "L*H T T"] | None:
    """Every head's scores q · k / √K; None where the text is long."""
    if len(traced.inputs.tokens) > MOST_SCORED:
        return None
    layers = range(traced.opened.shape.layers)
    return torch.cat([traced.trace.of("scores", layer) for layer in layers]).flatten(0, 1)


def tiles(maps: Float[Tensor, "R C T T"], most: float) -> Tiles:
    """Maps in a grid as bytes, and as thumbnails."""
    R, C, T, _ = maps.shape
    flat = maps.flatten(0, 1)  # (R · C, T, T)
    P = min(T, THUMB)
    small = F.adaptive_max_pool2d(flat, P) if T > P else flat  # a thin line must not vanish
    return Tiles(R, C, most, tuple(range(R * C)), to_bytes(flat, most), to_bytes(small, most))


def only_row(whole: Tiles, row: int) -> Tiles:
    """The same grid with only one row (from 0) loaded, as it is sent."""
    first, after = row * whole.columns, (row + 1) * whole.columns
    scores = None if whole.scores is None else whole.scores[first:after]
    return replace(whole, loaded=tuple(range(first, after)), maps=whole.maps[first:after], scores=scores)


def to_bytes(numbers: Float[Tensor, "..."], most: float) -> UInt8[Tensor, "..."]:
    """255 · √(number / most), rounded; numbers outside [0, most] are clamped."""
    fractions = (numbers / most).clamp(0, 1) if most > 0 else torch.zeros_like(numbers)
    return (255 * fractions.sqrt()).round().to(torch.uint8)


def from_bytes(coded: UInt8[Tensor, "..."], most: float) -> Float[Tensor, "..."]:
    """What the browser makes of the bytes."""
    return (coded.float() / 255) ** 2 * most
