"""Attention weights as an explanation: with the gradients that say whether they matter."""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor


def gradient_times_attention(
    attention: Float[Tensor, "L H T T"], gradients: Float[Tensor, "L H T T"]
) -> Float[Tensor, "T T"]:
    """Relevance of each token (column) for each token's last state (row): R ← R + Ā · R, layer by layer.

    Ā = mean over heads of max(0, ∇A ⊙ A), where ∇A is the gradient of the answer that is to be explained;
    R begins as I. Of a BERT the row of [CLS] is read. Nothing can speak against the answer.
    Source: Chefer, Gur & Wolf 2021 (Generic Attention-model Explainability), equations 5 and 6.
    """
    T = attention.shape[-1]
    relevance = torch.eye(T).to(attention)  # (T, T)
    for weights, slopes in zip(attention, gradients, strict=True):
        relevance = relevance + _mixing(weights, slopes) @ relevance  # (T, T)
    return relevance


def relevance_for_first(
    attention: Sequence[Float[Tensor, "B H _ T"]], gradients: Sequence[Float[Tensor, "B H _ T"]]
) -> Float[Tensor, "B T"]:
    """Row 0 of `gradient_times_attention` for each sentence of a batch: what its first token takes in.

    From the last layer down, r ← r + r · Ā, which never forms the other rows; of the last layer only the
    first is needed. Padding that no token looks at takes no part in it.
    """
    first = torch.zeros_like(attention[-1][:, 0, :1])  # (B, 1, T)
    first[:, 0, 0] = 1
    relevance = first + _mixing(attention[-1][:, :, :1], gradients[-1][:, :, :1])  # (B, 1, T)
    for weights, slopes in zip(reversed(attention[:-1]), reversed(gradients[:-1]), strict=True):
        relevance = relevance + relevance @ _mixing(weights, slopes)
    return relevance[:, 0]


def _mixing(weights: Float[Tensor, "*B H S T"], slopes: Float[Tensor, "*B H S T"]) -> Float[Tensor, "*B S T"]:
    """Ā: the mean over heads of what speaks for the answer."""
    return (slopes * weights).clamp_(min=0).mean(dim=-3)
