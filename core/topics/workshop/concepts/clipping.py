"""Gradient clipping: a step may be only so long, whatever the batch says."""

from collections.abc import Iterator, Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from core.nn.twin import Twin, documented, in_double

EPSILON = 1e-6  # as in torch, so that gradients of 0 divide nothing by 0


def total_norm(gradients: Sequence[Float[Tensor, "..."]]) -> Float[Tensor, ""]:
    """The Euclidean length of all gradients, taken as one long vector."""
    return torch.stack([(gradient**2).sum() for gradient in gradients]).sum().sqrt()


def clip_gradients(gradients: Sequence[Float[Tensor, "..."]], largest: float) -> list[Float[Tensor, "..."]]:
    """The same gradients, all shortened by one factor where together they are longer than `largest`.

    One factor for all: the direction stays. Source: Pascanu, Mikolov & Bengio 2013, algorithm 1.
    """
    factor = (largest / (total_norm(gradients) + EPSILON)).clamp(max=1.0)
    return [gradient * factor for gradient in gradients]


def clipped_rows(gradients: Float[Tensor, "N D"], largest: float) -> Float[Tensor, "N D"]:
    """Each row is the gradient of one parameter."""
    return torch.stack(clip_gradients(list(gradients), largest))


def _torch_clip(gradients: Tensor, largest: float) -> Tensor:
    parameters = [torch.nn.Parameter(torch.zeros_like(row)) for row in gradients]
    for parameter, row in zip(parameters, gradients, strict=True):
        parameter.grad = row.clone()
    torch.nn.utils.clip_grad_norm_(parameters, largest)
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
        call="clip_grad_norm_(model.parameters(), largest)",
        **documented("torch.nn.utils.clip_grad_norm_"),
        examples=_examples,
        **in_double(),
        shown=(clip_gradients, total_norm),
    ),
)
