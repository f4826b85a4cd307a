"""What one accuracy is worth on a sample of some size, and on a larger one."""

import math

import torch
from jaxtyping import Float
from torch import Tensor

from core.nn.metrics import wilson_interval

STEPS = 40  # sizes that are tried, before equal ones are left out


def intervals_by_size(right: int, total: int, most_times: int) -> Float[Tensor, "N 3"]:
    """Rows of sample size, lower and upper bound of the 95 % interval, all for the accuracy `right / total`.

    The sizes are the sample's own and up to `most_times` as much, about evenly spaced on a logarithmic scale.
    """
    times = torch.logspace(0, math.log10(most_times), STEPS, dtype=torch.float64)
    factors = [int(factor) for factor in times.round().unique().tolist()]
    rows = [(factor * total, *wilson_interval(factor * right, factor * total)) for factor in factors]
    return torch.tensor(rows)  # (N, 3)
