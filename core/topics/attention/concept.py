"""The kinds of attention: how a query and a key are scored, and which keys a query may look at.

Source: Bahdanau et al. 2015 (additive); Luong et al. 2015 (dot product); Vaswani et al. 2017 (scaled,
multi-head, causal); Beltagy et al. 2020 (local windows as a band).
"""

import math
from collections.abc import Mapping
from typing import Literal, get_args

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor

from core.nn.encoder import join_heads, linear, softmax, split_heads

Range = Literal["global", "local", "causal", "causal_local"]
RANGES: tuple[Range, ...] = get_args(Range)


def dot_product_scores(
    queries: Float[Tensor, "... T K"], keys: Float[Tensor, "... S K"]
) -> Float[Tensor, "... T S"]:
    """q · k: large when both point the same way, and larger the longer they are."""
    return queries @ keys.transpose(-1, -2)  # (..., T, S)


def scaled_dot_product_scores(
    queries: Float[Tensor, "... T K"], keys: Float[Tensor, "... S K"]
) -> Float[Tensor, "... T S"]:
    """q · k / √K: a sum of K products spreads like √K, and the root takes that back."""
    return dot_product_scores(queries, keys) / math.sqrt(queries.shape[-1])  # (..., T, S)


def additive_scores(
    queries: Float[Tensor, "... T K"],
    keys: Float[Tensor, "... S K"],
    query_map: Float[Tensor, "A K"],
    key_map: Float[Tensor, "A K"],
    score_vector: Float[Tensor, "A"],
) -> Float[Tensor, "... T S"]:
    """v · tanh(W_q q + W_k k): a small network of A hidden numbers judges each pair."""
    asked, offered = queries @ query_map.T, keys @ key_map.T  # (..., T, A), (..., S, A)
    hidden = (asked[..., :, None, :] + offered[..., None, :, :]).tanh()  # (..., T, S, A)
    return hidden @ score_vector  # (..., T, S)


def reach(kind: Range, T: int, S: int, window: int = 1) -> Bool[Tensor, "T S"]:
    """True where query t may look at key s.

    `local` reaches `window` tokens to either side, `causal` no key to the right, `causal_local`
    both. Every query reaches its own place.
    """
    ahead = torch.arange(S)[None, :] - torch.arange(T)[:, None]  # (T, S): how far right the key stands
    near = ahead.abs() <= window if kind in ("local", "causal_local") else torch.ones_like(ahead) > 0
    return near & (ahead <= 0) if kind in ("causal", "causal_local") else near  # (T, S)


def within_lengths(valid_lens: Int[Tensor, "B"], S: int) -> Bool[Tensor, "B 1 S"]:
    """True for the first `valid_lens[b]` keys of each row: what is left is padding."""
    return (torch.arange(S)[None, :] < valid_lens[:, None])[:, None, :]  # (B, 1, S)


def attention_weights(
    scores: Float[Tensor, "... T S"], allowed: Bool[Tensor, "..."] | None = None
) -> Float[Tensor, "... T S"]:
    """Softmax along each row; a key that is not allowed gets the lowest score there is, and so 0."""
    if allowed is not None:
        scores = scores.masked_fill(~allowed, torch.finfo(scores.dtype).min)  # (..., T, S)
    return softmax(scores)


def scaled_dot_product_attention(
    queries: Float[Tensor, "... T K"],
    keys: Float[Tensor, "... S K"],
    values: Float[Tensor, "... S V"],
    allowed: Bool[Tensor, "..."] | None = None,
) -> Float[Tensor, "... T V"]:
    """Each query's mean of the values, weighted by how well its key fits. Source: Vaswani 2017, eq. 1."""
    weights = attention_weights(scaled_dot_product_scores(queries, keys), allowed)  # (..., T, S)
    return weights @ values  # (..., T, V)


def causal_attention(
    queries: Float[Tensor, "... T K"], keys: Float[Tensor, "... T K"], values: Float[Tensor, "... T V"]
) -> Float[Tensor, "... T V"]:
    """No token sees what stands to its right: what a model that writes needs."""
    T = queries.shape[-2]
    return scaled_dot_product_attention(queries, keys, values, reach("causal", T, T))


def masked_local_attention(
    queries: Float[Tensor, "... T K"],
    keys: Float[Tensor, "... T K"],
    values: Float[Tensor, "... T V"],
    window: int,
) -> Float[Tensor, "... T V"]:
    """A window by mask: all T² scores are worked out, most of them for nothing."""
    T = queries.shape[-2]
    return scaled_dot_product_attention(queries, keys, values, reach("local", T, T, window))


def banded_local_attention(
    queries: Float[Tensor, "B H T K"],
    keys: Float[Tensor, "B H T K"],
    values: Float[Tensor, "B H T V"],
    window: int,
    causal: bool = False,
) -> Float[Tensor, "B H T V"]:
    """The same window as a band: only scores near the diagonal are worked out, T · 3w instead of T².

    Tokens are cut into N blocks as wide as the window; a block's queries can reach the keys of their
    own block and of its two neighbours, and nothing else.
    """
    T = queries.shape[2]
    W = max(window, 1)
    N = -(-T // W)
    spare = N * W - T
    asked = F.pad(queries, (0, 0, 0, spare)).unflatten(2, (N, W))  # (B, H, N, W, K)
    around = [F.pad(x, (0, 0, W, spare + W)).unfold(2, 3 * W, W) for x in (keys, values)]  # (B, H, N, K, 3W)
    scores = asked @ around[0] / math.sqrt(queries.shape[-1])  # (B, H, N, W, 3W)
    allowed = _band(T, N, W, window, causal)  # (N, W, 3W)
    context = attention_weights(scores, allowed) @ around[1].transpose(-1, -2)  # (B, H, N, W, V)
    return context.flatten(2, 3)[:, :, :T]  # (B, H, T, V)


def _band(T: int, N: int, W: int, window: int, causal: bool) -> Bool[Tensor, "N W 3*W"]:
    """True where a block's query may look at one of the 3W keys around it."""
    ahead = torch.arange(3 * W)[None, :] - W - torch.arange(W)[:, None]  # (W, 3W)
    near = (ahead.abs() <= window) & ((ahead <= 0) if causal else (ahead <= window))  # (W, 3W)
    place = torch.arange(N)[:, None] * W - W + torch.arange(3 * W)  # (N, 3W): where each key stands
    there = (place >= 0) & (place < T)  # (N, 3W)
    return near[None] & there[:, None]  # (N, W, 3W)


def multi_head_attention(
    x: Float[Tensor, "B T D"],
    source: Float[Tensor, "B S D"],
    weights: Mapping[str, Tensor],
    heads: int,
    allowed: Bool[Tensor, "..."] | None = None,
) -> Float[Tensor, "B T D"]:
    """H attentions side by side, each on K = D/H numbers of its own, mixed by one more matrix.

    Queries come from `x`; keys and values from `source`: the same for self-attention, the encoder's
    output for cross-attention.
    """
    queries, keys, values = (
        split_heads(linear(stream, weights[f"{part}.weight"], weights[f"{part}.bias"]), heads)
        for part, stream in (("query", x), ("key", source), ("value", source))
    )  # (B, H, T, K), (B, H, S, K) twice
    context = join_heads(scaled_dot_product_attention(queries, keys, values, allowed))  # (B, T, D)
    return linear(context, weights["output.weight"], weights["output.bias"])  # (B, T, D)
