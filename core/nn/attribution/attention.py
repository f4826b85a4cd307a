"""Attention weights as an explanation: with the gradients that say whether they matter."""

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
        relevance = relevance + (slopes * weights).clamp(min=0).mean(dim=0) @ relevance  # (T, T)
    return relevance
