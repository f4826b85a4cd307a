"""Masks from scratch: who may look at whom, and how a score is told so.

A mask is a table of truth values, (T, S) or (B, T, S): row t is the token that looks, column s the
token looked at, True where it may. (`torch` has both conventions: `scaled_dot_product_attention` takes
True for "may look", `nn.MultiheadAttention` for "may not".)
Source: Vaswani et al. 2017, section 3.2.3; Beltagy et al. 2020 (local); Raffel et al. 2020 (prefix).
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from core.nn.encoder import softmax


def everything(T: int) -> Bool[Tensor, "T T"]:
    """No mask: every token may look at every token, as in BERT."""
    return torch.ones(T, T, dtype=torch.bool)


def causal(T: int) -> Bool[Tensor, "T T"]:
    """Look-ahead mask: token t may look at s ≤ t, so that it cannot see what it is to guess."""
    places = torch.arange(T)
    return places[:, None] >= places[None, :]  # (T, S)


def local(T: int, reach: int) -> Bool[Tensor, "T T"]:
    """A window: token t may look at tokens at most `reach` places away, on either side."""
    places = torch.arange(T)
    return (places[:, None] - places[None, :]).abs() <= reach  # (T, S)


def prefix(T: int, length: int) -> Bool[Tensor, "T T"]:
    """Everyone may look at the first `length` tokens, and otherwise back only."""
    return causal(T) | (torch.arange(T) < length)[None, :]  # (T, S)


def padding(lengths: Int[Tensor, "B"], T: int | None = None) -> Bool[Tensor, "B T"]:
    """True for the tokens of each sentence, False for the padding behind it."""
    T = int(lengths.max()) if T is None else T
    return torch.arange(T)[None, :] < lengths[:, None]  # (B, T)


def combine(over_tokens: Bool[Tensor, "T S"], real: Bool[Tensor, "B S"]) -> Bool[Tensor, "B T S"]:
    """Both at once: s must be allowed by the mask over tokens, and be no padding."""
    return over_tokens[None, :, :] & real[:, None, :]  # (B, T, S)


def additive(mask: Bool[Tensor, "*any"], forbidden: float = -math.inf) -> Float[Tensor, "*any"]:
    """What is added to the scores: 0 where one may look, −∞ (or `forbidden`) where not."""
    return torch.zeros(mask.shape).masked_fill(~mask, forbidden)


def masked_softmax(
    scores: Float[Tensor, "*any"], mask: Bool[Tensor, "*any"], forbidden: float = -math.inf
) -> Float[Tensor, "*any"]:
    """Scores plus mask, then softmax: shares that add up to 1 over what may be seen.

    A row in which nothing may be seen is 0 / 0 with −∞: NaN.
    """
    return softmax(scores + additive(mask, forbidden).to(scores))


def softmax_then_zero(scores: Float[Tensor, "*any"], mask: Bool[Tensor, "*any"]) -> Float[Tensor, "*any"]:
    """Wrong: softmax over everything, then 0 where one may not look.

    The rows no longer add up to 1, and the forbidden scores still stand in every denominator: what
    must not be seen goes on to decide how much is taken from what may be.
    """
    return softmax(scores) * mask


def masked_attention(
    queries: Float[Tensor, "*any T K"],
    keys: Float[Tensor, "*any S K"],
    values: Float[Tensor, "*any S K"],
    mask: Bool[Tensor, "..."],
) -> Float[Tensor, "*any T K"]:
    """Scores, mask, softmax, weighted mean of the values. Source: Vaswani et al. 2017, equation 1."""
    scores = queries @ keys.transpose(-1, -2) / math.sqrt(queries.shape[-1])  # (…, T, S)
    return softmax(scores + additive(mask).to(scores)) @ values  # (…, T, K)


def causal_attention(
    queries: Float[Tensor, "*any T K"], keys: Float[Tensor, "*any T K"], values: Float[Tensor, "*any T K"]
) -> Float[Tensor, "*any T K"]:
    """Attention in which nobody looks ahead."""
    return masked_attention(queries, keys, values, causal(queries.shape[-2]))


def padded_attention(
    queries: Float[Tensor, "B T K"],
    keys: Float[Tensor, "B S K"],
    values: Float[Tensor, "B S K"],
    lengths: Int[Tensor, "B"],
) -> Float[Tensor, "B T K"]:
    """Attention in a batch of unequal sentences: nobody looks at padding."""
    real = padding(lengths, keys.shape[-2])  # (B, S)
    return masked_attention(queries, keys, values, real[:, None, :])


def attention_mask(sentences: Sequence[str], tokenizer: Callable[..., Any]) -> Int[Tensor, "B T"]:
    """What a tokenizer's `attention_mask` is: 1 for each token, 0 where a shorter sentence was filled up."""
    lengths = torch.tensor([len(tokenizer(sentence)["input_ids"]) for sentence in sentences])  # (B,)
    return padding(lengths).long()


def reachable(mask: Bool[Tensor, "T T"], layers: int) -> Bool[Tensor, "T T"]:
    """Which inputs s an output t can depend on after some layers, each with residual connections.

    One layer reaches where its mask allows; the next reaches from there. A causal mask never opens,
    a window widens with every layer.
    """
    step = (mask | torch.eye(len(mask), dtype=torch.bool)).float()  # (T, S)
    reached = torch.eye(len(mask))  # (T, S)
    for _ in range(layers):
        reached = ((step @ reached) > 0).float()
    return reached > 0
