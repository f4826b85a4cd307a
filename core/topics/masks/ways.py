"""Ways to hide a token, right and wrong, and what a row does that may look at nothing."""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float
from torch import Tensor, nn

from core.nn.attention import masked_softmax, scaled_dot_product_scores
from core.nn.masks import everything
from core.topics.masks.concept import additive_masked_softmax, softmax_then_zero

WAYS = {
    "infinity": -math.inf,
    "large": -10_000.0,
    "small": -10.0,
    "zero": math.nan,
}  # zero: after the softmax
NUDGE = 5.0


@dataclass(frozen=True)
class MaskedRow:
    """One row of attention under one way of masking."""

    weights: Float[Tensor, "S"]
    total: float  # of the row
    hidden: float  # of it, what the hidden tokens get
    moved: float  # how far the visible weights move when a hidden score rises by NUDGE


def ways(scores: Float[Tensor, "S"], seen: Bool[Tensor, "S"]) -> dict[str, MaskedRow]:
    """The same row masked in each way; one hidden score is then raised, which must change nothing."""
    raised = scores + NUDGE * (~seen & (torch.cumsum(~seen, 0) == 1))
    result = {}
    for name, number in WAYS.items():
        weights, after = _weights(scores, seen, number), _weights(raised, seen, number)  # (S,) each
        moved = (after - weights)[seen].abs().max().item()
        result[name] = MaskedRow(weights, weights.sum().item(), weights[~seen].sum().item(), moved)
    return result


def _weights(scores: Tensor, seen: Tensor, number: float) -> Tensor:
    if math.isnan(number):
        return softmax_then_zero(scores, seen)
    return additive_masked_softmax(scores, seen, forbidden=number)


@torch.inference_mode()
def empty_row(
    queries: Float[Tensor, "T K"], keys: Float[Tensor, "S K"], values: Float[Tensor, "S K"], row: int
) -> dict[str, Float[Tensor, "K"]]:
    """What attention gives a row that may look at nothing, in four ways."""
    mask = everything(len(queries))
    mask[row] = False
    K = queries.shape[-1]
    module = nn.MultiheadAttention(K, 1, bias=False, batch_first=True)
    module.in_proj_weight.copy_(torch.eye(K).repeat(3, 1))
    module.out_proj.weight.copy_(torch.eye(K))
    inputs = (queries[None], keys[None], values[None])
    scores = scaled_dot_product_scores(queries, keys)  # (T, S)
    return {
        "formula": (additive_masked_softmax(scores, mask) @ values)[row],
        "lowest": (masked_softmax(scores, mask) @ values)[row],
        "sdpa": F.scaled_dot_product_attention(*inputs, attn_mask=mask)[0, row],
        "multihead": module(*inputs, attn_mask=~mask)[0][0, row],
    }
