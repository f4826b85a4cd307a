"""AdamW: Adam's per-weight step sizes with weight decay decoupled from the gradient."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor


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
