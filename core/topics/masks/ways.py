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
    """What attention gives a row that may look at nothing: by the formula, and as transformers calls it."""
    mask = _without(row, len(queries))
    scores = scaled_dot_product_scores(queries, keys)  # (T, S)
    inputs = (queries[None], keys[None], values[None])
    return {
        "formula": (additive_masked_softmax(scores, mask) @ values)[row],
        "lowest": (masked_softmax(scores, mask) @ values)[row],
        "sdpa": F.scaled_dot_product_attention(*inputs, attn_mask=mask)[0, row],
    }


@torch.inference_mode()
def empty_row_of_module(
    x: Float[Tensor, "T D"], bias: Float[Tensor, "D"], row: int
) -> dict[str, Float[Tensor, "D"]]:
    """What `nn.MultiheadAttention` gives such a row of self-attention, by how it is called.

    `bias` is its out_proj's. In evaluation and without gradients a module with biases and an even number
    of heads takes torch's fused path; training mode stands here for all that keeps it off that path.
    """
    hidden, D = ~_without(row, len(x)), x.shape[-1]
    batch = x[None]  # (1, T, D), one and the same for queries, keys and values, as the fused path asks

    def given(module: nn.MultiheadAttention, need_weights: bool = False) -> Tensor:
        return module(batch, batch, batch, attn_mask=hidden, need_weights=need_weights)[0][0, row]

    return {
        "module_weights": given(_passing_through(D, bias).train(), need_weights=True),
        "module_bias": given(_passing_through(D, bias).train()),
        "module_no_bias": given(_passing_through(D).train()),
        "module_fast": given(_passing_through(D, bias).eval()),
    }


def _without(row: int, T: int) -> Bool[Tensor, "T T"]:
    mask = everything(T)
    mask[row] = False
    return mask


def _passing_through(D: int, bias: Float[Tensor, "D"] | None = None) -> nn.MultiheadAttention:
    """Two heads whose projections change nothing, but for the bias at their end."""
    module = nn.MultiheadAttention(D, 2, bias=bias is not None, batch_first=True)
    module.in_proj_weight.copy_(torch.eye(D).repeat(3, 1))
    module.out_proj.weight.copy_(torch.eye(D))
    if bias is not None:
        module.out_proj.bias.copy_(bias)
    return module
