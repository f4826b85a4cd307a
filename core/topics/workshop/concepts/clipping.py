"""Gradient clipping by the global norm."""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor

EPSILON = 1e-6  # as in torch, so that gradients of 0 divide nothing by 0


def total_norm(gradients: Sequence[Float[Tensor, "..."]]) -> Float[Tensor, ""]:
    """Euclidean norm of all gradients concatenated."""
    return torch.stack([(gradient**2).sum() for gradient in gradients]).sum().sqrt()


def clip_gradients(gradients: Sequence[Float[Tensor, "..."]], max_norm: float) -> list[Float[Tensor, "..."]]:
    """The gradients, scaled by min(1, max_norm / global norm): their direction is unchanged.

    Source: Pascanu, Mikolov & Bengio 2013, algorithm 1.
    """
    factor = (max_norm / (total_norm(gradients) + EPSILON)).clamp(max=1.0)
    return [gradient * factor for gradient in gradients]


def clipped_rows(gradients: Float[Tensor, "N D"], max_norm: float) -> Float[Tensor, "N D"]:
    """`clip_gradients` of N parameters with D entries each, a row each."""
    return torch.stack(clip_gradients(list(gradients), max_norm))
