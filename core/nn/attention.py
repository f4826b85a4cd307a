"""Scaled dot-product attention and its heads. Source: Vaswani et al. 2017, section 3.2."""

import math
from collections.abc import Mapping

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from core.nn.layers import linear, softmax


def scaled_dot_product_scores(
    queries: Float[Tensor, "... T K"], keys: Float[Tensor, "... S K"]
) -> Float[Tensor, "... T S"]:
    """q · k / √K: a sum of K products spreads like √K, and the root takes that back."""
    return queries @ keys.transpose(-1, -2) / math.sqrt(queries.shape[-1])  # (..., T, S)


def mask_scores(
    scores: Float[Tensor, "... T S"], allowed: Bool[Tensor, "..."] | None
) -> Float[Tensor, "... T S"]:
    """The scores, with the lowest finite number wherever `allowed` is False; None allows all.

    That number, and not the −∞ of the paper, as in transformers' eager attention: softmax makes 0 of both,
    but a row that may look at nothing stays a row of numbers (all weights equal) instead of becoming NaN.
    Written, not added: added to a score it overflows in float16.
    """
    return scores if allowed is None else scores.masked_fill(~allowed, torch.finfo(scores.dtype).min)


def masked_softmax(
    scores: Float[Tensor, "... T S"], allowed: Bool[Tensor, "..."] | None
) -> Float[Tensor, "... T S"]:
    """Attention weights: each row adds up to 1 over the keys that are allowed, the others get 0."""
    return softmax(mask_scores(scores, allowed))


def scaled_dot_product_attention(
    queries: Float[Tensor, "... T K"],
    keys: Float[Tensor, "... S K"],
    values: Float[Tensor, "... S V"],
    allowed: Bool[Tensor, "..."] | None = None,
) -> Float[Tensor, "... T V"]:
    """softmax(Q Kᵀ / √K) V: for each query the mean of the values, weighted. Source: equation 1."""
    weights = masked_softmax(scaled_dot_product_scores(queries, keys), allowed)  # (..., T, S)
    return weights @ values  # (..., T, V)


def split_heads(x: Float[Tensor, "B T D"], heads: int) -> Float[Tensor, "B H T K"]:
    """Cut each vector into one piece of K = D / H numbers per head."""
    B, T, D = x.shape
    return x.reshape(B, T, heads, D // heads).transpose(1, 2)  # (B, H, T, K)


def join_heads(x: Float[Tensor, "B H T K"]) -> Float[Tensor, "B T D"]:
    """Put the heads' pieces side by side again: D = H · K."""
    B, H, T, K = x.shape
    return x.transpose(1, 2).reshape(B, T, H * K)  # (B, T, D)


def project_to_heads(
    x: Float[Tensor, "B T D"], source: Float[Tensor, "B S D"], weights: Mapping[str, Tensor], heads: int
) -> tuple[Float[Tensor, "B H T K"], Float[Tensor, "B H S K"], Float[Tensor, "B H S K"]]:
    """Queries of `x`, keys and values of `source`, by the linear maps `query`, `key` and `value`."""
    queries, keys, values = (
        split_heads(linear(stream, weights[f"{part}.weight"], weights[f"{part}.bias"]), heads)
        for part, stream in (("query", x), ("key", source), ("value", source))
    )
    return queries, keys, values


def multi_head_context(
    x: Float[Tensor, "B T D"],
    source: Float[Tensor, "B S D"],
    weights: Mapping[str, Tensor],
    heads: int,
    allowed: Bool[Tensor, "..."] | None = None,
) -> Float[Tensor, "B T D"]:
    """H attentions side by side, each on K = D / H numbers of its own, before the output map W^O.

    Source: section 3.2.2.
    """
    queries, keys, values = project_to_heads(x, source, weights, heads)  # (B, H, T, K), (B, H, S, K) twice
    return join_heads(scaled_dot_product_attention(queries, keys, values, allowed))  # (B, T, D)
