"""AdamW: Adam's per-weight step sizes with weight decay decoupled from the gradient."""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from core.nn.twin import Twin, documented, in_double


@dataclass(frozen=True)
class Moments:
    """AdamW's state: the number of steps, and the moving averages of the gradient and of its square."""

    step: int
    mean: Float[Tensor, "*shape"]
    square: Float[Tensor, "*shape"]


def adamw_step(
    weights: Float[Tensor, "*shape"],
    gradient: Float[Tensor, "*shape"],
    moments: Moments,
    rate: float,
    decay: float = 0.01,
    betas: tuple[float, float] = (0.9, 0.999),
    epsilon: float = 1e-8,
) -> tuple[Float[Tensor, "*shape"], Moments]:
    """The weights and the state after one step; η is `rate`, λ is `decay`.

    θ ← θ·(1 − η·λ) − η·m̂ / (√v̂ + ε), where m̂ = m / (1 − β₁^t) and v̂ = v / (1 − β₂^t) correct the bias of
    averages initialised to 0. A constant gradient gives steps of η, whatever its size.
    Source: Loshchilov & Hutter 2019, algorithm 2.
    """
    step = moments.step + 1
    mean = betas[0] * moments.mean + (1 - betas[0]) * gradient
    square = betas[1] * moments.square + (1 - betas[1]) * gradient**2
    direction = (mean / (1 - betas[0] ** step)) / ((square / (1 - betas[1] ** step)).sqrt() + epsilon)
    return weights * (1 - rate * decay) - rate * direction, Moments(step, mean, square)


def adamw(
    weights: Float[Tensor, "D"], gradients: Float[Tensor, "N D"], rate: float, decay: float
) -> Float[Tensor, "D"]:
    """The weights after N steps; row n of `gradients` is that of step n."""
    moments = Moments(0, torch.zeros_like(weights), torch.zeros_like(weights))
    for gradient in gradients:
        weights, moments = adamw_step(weights, gradient, moments, rate, decay)
    return weights


def _torch_adamw(weights: Tensor, gradients: Tensor, rate: float, decay: float) -> Tensor:
    parameter = torch.nn.Parameter(weights.clone())
    optimizer = torch.optim.AdamW([parameter], lr=rate, weight_decay=decay)
    for gradient in gradients:
        parameter.grad = gradient.clone()
        optimizer.step()
    return parameter.detach()


def _examples() -> Iterator[tuple[Tensor, Tensor, float, float]]:
    generator = torch.Generator().manual_seed(42)
    for rate, decay in ((5e-5, 0.01), (0.1, 0.0), (0.01, 0.5)):
        drawn = torch.randn(101, 12, generator=generator)
        yield drawn[0], drawn[1:] * 10.0 ** torch.arange(-6, 6), rate, decay  # 100 steps, tiny to huge


TWINS = (
    Twin(
        name="adamw",
        ours=adamw,
        library=_torch_adamw,
        call="AdamW([weights], lr=rate, weight_decay=decay).step()",
        **documented("torch.optim.AdamW"),
        examples=_examples,
        **in_double(),
        shown=(adamw_step,),
    ),
)
