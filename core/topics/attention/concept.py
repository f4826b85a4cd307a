"""The kinds of attention: how a query and a key are scored, and which keys a query may look at.

Source: Bahdanau et al. 2015 (additive); Luong et al. 2015 (dot product); Vaswani et al. 2017 (scaled,
multi-head, causal); Beltagy et al. 2020 (local windows as a band).
"""

import math
from collections.abc import Mapping
from typing import Literal, get_args

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float
from torch import Tensor

from core.nn import masks
from core.nn.attention import masked_softmax, multi_head_context, scaled_dot_product_attention
from core.nn.layers import linear

Range = Literal["global", "local", "causal", "causal_local"]
RANGES: tuple[Range, ...] = get_args(Range)


def dot_product_scores(
    queries: Float[Tensor, "... T K"], keys: Float[Tensor, "... S K"]
) -> Float[Tensor, "... T S"]:
    """q · k: large when both point the same way, and larger the longer they are."""
    return queries @ keys.transpose(-1, -2)  # (..., T, S)


def additive_scores(
    queries: Float[Tensor, "... T K"],
    keys: Float[Tensor, "... S K"],
    query_map: Float[Tensor, "A K"],
    key_map: Float[Tensor, "A K"],
    score_vector: Float[Tensor, "A"],
) -> Float[Tensor, "... T S"]:
    """v · tanh(W_q q + W_k k): a feed-forward network with A hidden units scores each pair.

    Source: Bahdanau et al. 2015, appendix A.1.2.
    """
    of_queries, of_keys = queries @ query_map.T, keys @ key_map.T  # (..., T, A), (..., S, A)
    hidden = (of_queries[..., :, None, :] + of_keys[..., None, :, :]).tanh()  # (..., T, S, A)
    return hidden @ score_vector  # (..., T, S)


def range_mask(kind: Range, T: int, window: int = 1) -> Bool[Tensor, "T T"]:
    """Which keys a range lets a query look at: True where query t may look at key s.

    `local` is a window of `window` tokens to either side, `causal` looks back only, `causal_local` is
    both. Every query may look at its own position.
    """
    allowed = masks.causal(T) if kind.startswith("causal") else masks.everything(T)  # (T, T)
    return allowed & masks.local(T, window) if kind.endswith("local") else allowed  # (T, T)


def masked_local_attention(
    queries: Float[Tensor, "... T K"],
    keys: Float[Tensor, "... T K"],
    values: Float[Tensor, "... T V"],
    window: int,
) -> Float[Tensor, "... T V"]:
    """Sliding-window attention by mask: all T² scores are computed, and most of them masked."""
    return scaled_dot_product_attention(queries, keys, values, masks.local(queries.shape[-2], window))


def banded_local_attention(
    queries: Float[Tensor, "B H T K"],
    keys: Float[Tensor, "B H T K"],
    values: Float[Tensor, "B H T V"],
    window: int,
    causal: bool = False,
) -> Float[Tensor, "B H T V"]:
    """The same window as a band: only scores near the diagonal are computed, T · 3w instead of T².

    Tokens are cut into N blocks as wide as the window; a block's queries can see the keys of their
    own block and of its two neighbours, and no others. Source: Beltagy et al. 2020, section 3.1.
    """
    T = queries.shape[2]
    W = max(window, 1)
    N = -(-T // W)
    spare = N * W - T
    blocks = F.pad(queries, (0, 0, 0, spare)).unflatten(2, (N, W))  # (B, H, N, W, K)
    around = [F.pad(x, (0, 0, W, spare + W)).unfold(2, 3 * W, W) for x in (keys, values)]  # (B, H, N, K, 3W)
    scores = blocks @ around[0] / math.sqrt(queries.shape[-1])  # (B, H, N, W, 3W)
    allowed = _band(T, N, W, window, causal)  # (N, W, 3W)
    context = masked_softmax(scores, allowed) @ around[1].transpose(-1, -2)  # (B, H, N, W, V)
    return context.flatten(2, 3)[:, :, :T]  # (B, H, T, V)


def _band(T: int, N: int, W: int, window: int, causal: bool) -> Bool[Tensor, "N W 3*W"]:
    """True where a block's query may look at one of the 3W keys around it."""
    ahead = torch.arange(3 * W)[None, :] - W - torch.arange(W)[:, None]  # (W, 3W)
    near = (ahead.abs() <= window) & ((ahead <= 0) if causal else (ahead <= window))  # (W, 3W)
    position = torch.arange(N)[:, None] * W - W + torch.arange(3 * W)  # (N, 3W): of each key
    exists = (position >= 0) & (position < T)  # (N, 3W)
    return near[None] & exists[:, None]  # (N, W, 3W)


def multi_head_attention(
    x: Float[Tensor, "B T D"],
    source: Float[Tensor, "B S D"],
    weights: Mapping[str, Tensor],
    heads: int,
    allowed: Bool[Tensor, "..."] | None = None,
) -> Float[Tensor, "B T D"]:
    """H attentions side by side, each on K = D/H numbers of its own, mixed by one more matrix W^O.

    Queries come from `x`; keys and values from `source`: the same for self-attention, the encoder's
    output for cross-attention. Source: Vaswani et al. 2017, section 3.2.2.
    """
    context = multi_head_context(x, source, weights, heads, allowed)  # (B, T, D)
    return linear(context, weights["output.weight"], weights["output.bias"])  # (B, T, D)
