"""How far apart two tokens stand, told to their scores: Shaw's clipped distances, T5's buckets, ALiBi.

All three see positions only as distances `j − i` from a query to a key; a shift of the whole text
changes nothing.
"""

import math

import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.nn.attention import masked_softmax
from core.nn.masks import causal


def distances(queries: Int[Tensor, "T"], keys: Int[Tensor, "S"]) -> Int[Tensor, "T S"]:
    """j − i for every query position i and key position j: negative where the key stands before."""
    return keys[None, :] - queries[:, None]


def clipped_index(distance: Int[Tensor, "T S"], k: int) -> Int[Tensor, "T S"]:
    """Row 0 … 2k of Shaw's tables: all distances past k share the last row on their side.

    Source: Shaw et al. 2018, section 3.2.
    """
    return distance.clamp(-k, k) + k


def shaw_scores(
    queries: Float[Tensor, "... T K"],
    keys: Float[Tensor, "... S K"],
    table: Float[Tensor, "R K"],
    index: Int[Tensor, "T S"],
) -> Float[Tensor, "... T S"]:
    """q_i · (k_j + a_ij) / √K, a_ij being the learned vector of the clipped distance.

    Every query meets the table's R rows once; then each pair picks its number. That is Shaw's
    section 3.3: no vector for each pair is ever stored.
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
    """Σ_j A_ij (v_j + a_ij): the values carry their distance too. Source: Shaw et al. 2018, equation 3."""
    return attention @ values + share_by_index(attention, index, len(table)) @ table  # (..., T, K)


def pick(numbers: Float[Tensor, "... T R"], index: Int[Tensor, "T S"]) -> Float[Tensor, "... T S"]:
    """For each pair (i, j), the number of row i that its index names."""
    return numbers.gather(-1, index.expand(*numbers.shape[:-1], index.shape[-1]))


def share_by_index(
    attention: Float[Tensor, "... T S"], index: Int[Tensor, "T S"], count: int
) -> Float[Tensor, "... T R"]:
    """How much attention each token gives to each clipped distance (R = count)."""
    shares = attention.new_zeros(*attention.shape[:-1], count)  # (..., T, R)
    return shares.scatter_add(-1, index.expand_as(attention), attention)


def t5_bucket(
    distance: Int[Tensor, "T S"], bidirectional: bool = True, buckets: int = 32, furthest: int = 128
) -> Int[Tensor, "T S"]:
    """T5's bucket of a distance: near ones have one each, far ones share ever wider ones.

    Half of the buckets of a side hold one distance each, the other half grow like the logarithm up
    to `furthest`; everything beyond falls into the last. With `bidirectional`, keys after the query have
    buckets of their own; without, they are bucket 0 and masked anyway.
    Source: Raffel et al. 2020, section 2.1.
    """
    side = buckets // 2 if bidirectional else buckets
    after = (distance > 0).long() * side if bidirectional else torch.zeros_like(distance)  # (T, S)
    steps = distance.abs() if bidirectional else (-distance).clamp(min=0)  # (T, S)
    exact = side // 2
    growth = (steps.clamp(min=1) / exact).log() / math.log(furthest / exact)  # 1 at `furthest`
    far = (exact + (growth * (side - exact)).long()).clamp(max=side - 1)  # (T, S)
    return after + torch.where(steps < exact, steps, far)


def t5_bias(bucket: Int[Tensor, "T S"], table: Float[Tensor, "N H"]) -> Float[Tensor, "H T S"]:
    """One learned number for each bucket and head, added to the scores (which T5 does not divide by √K)."""
    return table[bucket].permute(2, 0, 1)  # (H, T, S)


def alibi_slopes(H: int) -> Float[Tensor, "H"]:
    """How fast each head's attention fades: 2^(−8/H), 2^(−16/H) … for a power of two, float64.

    For other H the slopes of the power of two below, then every second one of the power above.
    Source: Press et al. 2022, section 3 and the authors' code.
    """
    below = 2 ** math.floor(math.log2(H))
    first = [2 ** (-8 * h / below) for h in range(1, below + 1)]
    rest = [2 ** (-4 * h / below) for h in range(1, 2 * (H - below), 2)]
    return torch.tensor(first + rest, dtype=torch.float64)


def alibi_bias(distance: Int[Tensor, "T S"], slopes: Float[Tensor, "H"]) -> Float[Tensor, "H T S"]:
    """−slope · |j − i|: the further a key, the lower its score; nothing is learned.

    The paper's attention looks back only; the absolute value is its usual form for both directions.
    """
    return -slopes[:, None, None] * distance.abs()  # (H, T, S)


def alibi_attention(scores: Float[Tensor, "B H T T"], slopes: Float[Tensor, "H"]) -> Float[Tensor, "B H T T"]:
    """Softmax of the scores with ALiBi's penalty, every token looking back only."""
    T = scores.shape[-1]
    distance = distances(torch.arange(T), torch.arange(T))  # (T, T)
    return masked_softmax(scores + alibi_bias(distance, slopes), causal(T))
