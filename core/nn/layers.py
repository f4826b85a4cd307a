"""The layers that every network here is made of: linear map, LayerNorm, GELU, softmax; from scratch.

Pure functions on tensors; "..." are any leading axes, batch and tokens as a rule.
"""

import math

from jaxtyping import Float
from torch import Tensor


def linear(x: Float[Tensor, "... I"], weight: Float[Tensor, "O I"], bias: Float[Tensor, "O"]) -> Tensor:
    """Affine map x Wᵀ + b from I to O numbers. Shape (..., O)."""
    return x @ weight.T + bias


def layer_norm(
    x: Float[Tensor, "... D"], gain: Float[Tensor, "D"], shift: Float[Tensor, "D"], epsilon: float
) -> Tensor:
    """(x − mean) / √(variance + ε) · γ + β over the D numbers of each token. Source: Ba et al. 2016."""
    mean = x.mean(dim=-1, keepdim=True)  # (..., 1)
    variance = ((x - mean) ** 2).mean(dim=-1, keepdim=True)  # (..., 1)
    return (x - mean) / (variance + epsilon).sqrt() * gain + shift  # (..., D)


def gelu(x: Tensor) -> Tensor:
    """x · Φ(x), Φ being the standard normal distribution function. Source: Hendrycks & Gimpel 2016."""
    return x * 0.5 * (1 + (x / math.sqrt(2)).erf())


def softmax(scores: Tensor) -> Tensor:
    """Probabilities exp(s) / Σ exp(s) along the last axis.

    The largest score is subtracted first: that changes nothing in the quotient and keeps exp from
    overflowing. Source: Bridle 1990; Goodfellow et al. 2016, section 4.1.
    """
    exponentials = (scores - scores.max(dim=-1, keepdim=True).values).exp()
    return exponentials / exponentials.sum(dim=-1, keepdim=True)
