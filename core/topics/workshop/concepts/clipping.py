"""Gradient clipping by the global norm."""

from collections.abc import Iterator, Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from core.nn.twin import Twin, documented, in_double

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


def _torch_clip(gradients: Tensor, max_norm: float) -> Tensor:
    parameters = [torch.nn.Parameter(torch.zeros_like(row)) for row in gradients]
    for parameter, row in zip(parameters, gradients, strict=True):
        parameter.grad = row.clone()
    torch.nn.utils.clip_grad_norm_(parameters, max_norm)
    return torch.stack([p.grad for p in parameters if p.grad is not None])


def _examples() -> Iterator[tuple[Tensor, float]]:
    drawn = torch.randn(3, 5, generator=torch.Generator().manual_seed(42))
    for scale in (0.0, 0.01, 1.0, 1e6):
        yield drawn * scale, 1.0


TWINS = (
    Twin(
        name="clipping",
        ours=clipped_rows,
        library=_torch_clip,
        call="clip_grad_norm_(model.parameters(), max_norm)",
        **documented("torch.nn.utils.clip_grad_norm_"),
        examples=_examples,
        **in_double(),
        shown=(clip_gradients, total_norm),
    ),
)
