"""Every kind of attention on the queries and keys of one real head."""

from typing import Literal, get_args

import torch
from jaxtyping import Float
from torch import Tensor

from core.nn.attention import mask_scores, masked_softmax, scaled_dot_product_scores
from core.nn.layers import softmax
from core.topics.attention.additive_fit import AdditiveFit, fit_additive
from core.topics.attention.concept import (
    RANGES,
    dot_product_scores,
    range_mask,
)
from core.trace.steps import OpenStep, open_step
from core.trace.trace import TracedForward

Score = Literal["dot", "scaled", "additive"]
SCORES: tuple[Score, ...] = get_args(Score)


def fit_to_head(traced: TracedForward, layer: int, head: int) -> AdditiveFit:
    """Additive attention fitted to a head's own scaled scores of this sentence."""
    queries, keys, scores = (traced.trace.of(step, layer)[0, head] for step in ("queries", "keys", "scores"))
    return fit_additive(queries, keys, scores)


def every_kind(
    traced: TracedForward, layer: int, head: int, window: int, fit: AdditiveFit
) -> Float[Tensor, "3 4 T T"]:
    """Weights for each way to score (rows, as in SCORES) and each range (columns, as in RANGES)."""
    queries, keys = (traced.trace.of(step, layer)[0, head] for step in ("queries", "keys"))
    T = len(queries)
    scored = (dot_product_scores(queries, keys), scaled_dot_product_scores(queries, keys), fit.scores)
    allowed = [range_mask(kind, T, window) for kind in RANGES]
    rows = [torch.stack([masked_softmax(scores, seen) for seen in allowed]) for scores in scored]
    return torch.stack(rows)  # (3, 4, T, T)


def chain(
    traced: TracedForward, layer: int, head: int, kind: str, window: int, row: int
) -> dict[str, OpenStep]:
    """Scores, mask, softmax and context of a head, as they are in the model or under another range.

    The mask is that of one `row`: what its token may look at.
    """
    steps = ("scores", "masked", "attention", "context")
    opened = {step: open_step(traced, step, layer, head) for step in steps}
    if kind == "global":
        return opened
    scores, T = opened["scores"].value, len(opened["scores"].value)
    values = opened["context"].operands["values"]  # (T, K)
    allowed = range_mask(kind, T, window)  # type: ignore[arg-type]
    masked = mask_scores(scores, allowed)  # (T, T)
    attention = softmax(masked)  # (T, T)
    new = {
        "masked": ("mask", masked, {"scores": scores, "mask": allowed[row].long()}),
        "attention": ("softmax", attention, {"x": masked}),
        "context": ("mixture", attention @ values, {"attention": attention, "values": values}),
    }
    return opened | {
        step: OpenStep(step, how, value, operands, opened[step].whole)  # type: ignore[arg-type]
        for step, (how, value, operands) in new.items()
    }
