"""Relative position encodings: Shaw's clipped distances, T5's buckets and ALiBi's linear biases.

All three depend on positions only through the distance `j − i` from a query to a key, so that
shifting the whole text changes nothing.
"""

import math

import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.nn.attention import masked_softmax
from core.nn.masks import causal


def distances(queries: Int[Tensor, "T"], keys: Int[Tensor, "S"]) -> Int[Tensor, "T S"]:
    """j − i for every query position i and key position j: negative where the key precedes the query."""
    return keys[None, :] - queries[:, None]


def clipped_index(distance: Int[Tensor, "T S"], k: int) -> Int[Tensor, "T S"]:
    """Row 0 … 2k of Shaw's tables: the distance clipped to [−k, k], plus k.

    Source: Shaw et al. 2018, section 3.2.
    """
    return distance.clamp(-k, k) + k


def shaw_scores(
    queries: Float[Tensor, "... T K"],
    keys: Float[Tensor, "... S K"],
    table: Float[Tensor, "R K"],
    index: Int[Tensor, "T S"],
) -> Float[Tensor, "... T S"]:
    """q_i · (k_j + a_ij) / √K, where a_ij is the learned vector of the clipped distance.

    Each query is multiplied by the table's R rows once and the products are gathered by index, so no
    (T, S, K) tensor is stored. Source: Shaw et al. 2018, equations 4 and 5.
    """
    content = queries @ keys.transpose(-1, -2)  # (..., T, S)
    position = pick(queries @ table.T, index)  # (..., T, S)
    return (content + position) / math.sqrt(queries.shape[-1])


def shaw_context(
    attention: Float[Tensor, "... T S"],
    values: Float[Tensor, "... S K"],
    table: Float[Tensor, "R K"],
    index: Int[Tensor, "T S"],
) -> Float[Tensor, "... T K"]:
    """Σ_j A_ij (v_j + a_ij): attention output with relative values. Source: Shaw et al. 2018, equation 3."""
    return attention @ values + attention_by_index(attention, index, len(table)) @ table  # (..., T, K)


def pick(products: Float[Tensor, "... T R"], index: Int[Tensor, "T S"]) -> Float[Tensor, "... T S"]:
    """`products[..., i, index[i, j]]` for every pair (i, j)."""
    return products.gather(-1, index.expand(*products.shape[:-1], index.shape[-1]))


def attention_by_index(
    attention: Float[Tensor, "... T S"], index: Int[Tensor, "T S"], count: int
) -> Float[Tensor, "... T R"]:
    """Each query's attention weights, summed over the keys of each clipped distance (R = count)."""
    weights = attention.new_zeros(*attention.shape[:-1], count)  # (..., T, R)
    return weights.scatter_add(-1, index.expand_as(attention), attention)


def t5_bucket(
    distance: Int[Tensor, "T S"], bidirectional: bool = True, buckets: int = 32, furthest: int = 128
) -> Int[Tensor, "T S"]:
    """T5's bucket of each distance: exact for small distances, logarithmic up to `furthest` tokens.

    Half of a direction's buckets hold a single distance each, the other half widen logarithmically; all
    beyond `furthest` are in the last, and, by rounding down, some short of it. With `bidirectional`, keys
    after the query have half of the `buckets`; without, they are in bucket 0 and masked anyway.
    Source: Raffel et al. 2020, section 2.1.
    """
    side = buckets // 2 if bidirectional else buckets
    after = (distance > 0).long() * side if bidirectional else torch.zeros_like(distance)  # (T, S)
    steps = distance.abs() if bidirectional else (-distance).clamp(min=0)  # (T, S)
    exact = side // 2
    growth = (steps.clamp(min=1) / exact).log() / math.log(furthest / exact)  # 1 at `furthest`
    far = (exact + (growth * (side - exact)).long()).clamp(max=side - 1)  # (T, S)
    return after + torch.where(steps < exact, steps, far)


def t5_last_bucket_from(bidirectional: bool = True, buckets: int = 32, furthest: int = 128) -> int:
    """The distance back from which on T5's bucket stays the same: short of `furthest`."""
    taken = t5_bucket(-torch.arange(furthest + 1)[None], bidirectional, buckets, furthest)[0]
    return int((taken == taken[-1]).nonzero()[0])


def t5_bias(bucket: Int[Tensor, "T S"], table: Float[Tensor, "N H"]) -> Float[Tensor, "H T S"]:
    """T5's bias: a learned scalar per bucket (N) and head, added to scores that T5 does not divide by √K.

    Source: Raffel et al. 2020, section 2.1.
    """
    return table[bucket].permute(2, 0, 1)  # (H, T, S)


def alibi_slopes(H: int) -> Float[Tensor, "H"]:
    """ALiBi's slope for each of H heads: 2^(−8/H), 2^(−16/H) … where H is a power of two; float64.

    For another H: the slopes of the next lower power of two, then every second one of the next higher.
    Source: Press et al. 2022, section 3 and the authors' code.
    """
    below = 2 ** math.floor(math.log2(H))
    first = [2 ** (-8 * h / below) for h in range(1, below + 1)]
    rest = [2 ** (-4 * h / below) for h in range(1, 2 * (H - below), 2)]
    return torch.tensor(first + rest, dtype=torch.float64)


def alibi_bias(distance: Int[Tensor, "T S"], slopes: Float[Tensor, "H"]) -> Float[Tensor, "H T S"]:
    """ALiBi's bias −slope · |j − i|, added to the scores; nothing is learned.

    The paper's attention is causal; the absolute value is the usual extension to both directions.
    Source: Press et al. 2022, section 3.
    """
    return -slopes[:, None, None] * distance.abs()  # (H, T, S)


def alibi_attention(scores: Float[Tensor, "B H T T"], slopes: Float[Tensor, "H"]) -> Float[Tensor, "B H T T"]:
    """Attention weights with ALiBi's bias and a causal mask. Source: Press et al. 2022, section 3."""
    T = scores.shape[-1]
    distance = distances(torch.arange(T), torch.arange(T))  # (T, T)
    return masked_softmax(scores + alibi_bias(distance, slopes), causal(T))
