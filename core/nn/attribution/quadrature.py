"""Points and weights that turn the integral over a path from 0 to 1 into a weighted sum."""

from typing import Literal

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

Rule = Literal["gauss", "midpoint"]


def nodes(rule: Rule, count: int) -> tuple[Float[Tensor, "S"], Float[Tensor, "S"]]:
    """`count` points α in (0, 1) and their weights, in float64; the weights add up to 1.

    Gauss–Legendre is exact for polynomials up to degree 2·count − 1; midpoints are the plain Riemann sum.
    """
    if rule == "midpoint":
        alphas = (torch.arange(count, dtype=torch.float64) + 0.5) / count  # (S,)
        return alphas, torch.full((count,), 1 / count, dtype=torch.float64)
    points, weights = np.polynomial.legendre.leggauss(count)
    return torch.from_numpy((points + 1) / 2), torch.from_numpy(weights / 2)  # (S,), (S,)
