"""What a mask does to attention: added to the scores, in a decoder, in a padded batch, over many layers.

The masks themselves, tables of truth values with True where a query may look, are in `core/nn/masks.py`.
Source: Vaswani et al. 2017, section 3.2.3.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from core.nn.attention import scaled_dot_product_attention
from core.nn.layers import softmax
from core.nn.masks import causal, combine, everything, local, padding, prefix

KINDS = ("none", "causal", "padding", "causal_padding", "local", "prefix")


def mask_of(
    kind: str, real: Bool[Tensor, "S"], window: int = 2, prefix_length: int = 3
) -> Bool[Tensor, "T S"]:
    """The mask of a kind for one sentence of a padded batch; `real` is False at its padding."""
    T = len(real)
    tables = {"local": local(T, window), "prefix": prefix(T, prefix_length), "causal": causal(T)}
    table = tables.get(kind.removesuffix("_padding"), everything(T))  # (T, S)
    return combine(table, real[None])[0] if kind.endswith("padding") else table


def additive(mask: Bool[Tensor, "*any"], forbidden: float = -math.inf) -> Float[Tensor, "*any"]:
    """What is added to the scores: 0 where one may look, −∞ (or `forbidden`) where not."""
    return torch.zeros(mask.shape).masked_fill(~mask, forbidden)


def additive_causal(T: int) -> Float[Tensor, "T T"]:
    """A decoder's mask as it is added to the scores: 0 on and below the diagonal, −∞ above it."""
    return additive(causal(T))  # (T, S)


def additive_masked_softmax(
    scores: Float[Tensor, "*any"], mask: Bool[Tensor, "*any"], forbidden: float = -math.inf
) -> Float[Tensor, "*any"]:
    """Scores plus mask, then softmax, as the paper writes it: weights that add up to 1 over the allowed keys.

    A row that may look at nothing is 0 / 0 with −∞: NaN. That is why `core/nn/attention.py`, as
    transformers' eager attention does, takes the lowest finite number instead.
    """
    return softmax(scores + additive(mask, forbidden).to(scores))


def softmax_then_zero(scores: Float[Tensor, "*any"], mask: Bool[Tensor, "*any"]) -> Float[Tensor, "*any"]:
    """Wrong: softmax over everything, then 0 where one may not look.

    The rows no longer add up to 1, and the forbidden scores still stand in every denominator: what
    must not be seen goes on to decide how much is taken from what may be.
    """
    return softmax(scores) * mask


def causal_attention(
    queries: Float[Tensor, "*any T K"], keys: Float[Tensor, "*any T K"], values: Float[Tensor, "*any T K"]
) -> Float[Tensor, "*any T K"]:
    """Attention of a decoder: no query looks at the keys after it."""
    return scaled_dot_product_attention(queries, keys, values, causal(queries.shape[-2]))


def padded_attention(
    queries: Float[Tensor, "B T K"],
    keys: Float[Tensor, "B S K"],
    values: Float[Tensor, "B S K"],
    lengths: Int[Tensor, "B"],
) -> Float[Tensor, "B T K"]:
    """Attention in a batch of unequal sentences: no query looks at padding."""
    real = padding(lengths, keys.shape[-2])  # (B, S)
    return scaled_dot_product_attention(queries, keys, values, real[:, None, :])


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
