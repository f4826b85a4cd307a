"""One normalised number worked out again from all the numbers that share its statistics."""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.topics.normalization.concept import AXES
from core.topics.normalization.inputs import Normed

Index = tuple[int, int, int]  # sentence, token, dimension


@dataclass(frozen=True)
class NormCell:
    """Worked out in float64; `traced` is the block's own float32 result."""

    group: Float[Tensor, "N"]
    indices: Int[Tensor, "N 3"]  # where in the block each number of the group stands
    x: float
    mean: float
    variance: float
    epsilon: float
    normed: float
    gain: float
    shift: float
    value: float
    traced: float


def work_out(shown: Normed, kind: str, index: Index) -> NormCell:
    """Mean and variance of the number's group, then (x − μ) / √(σ² + ε) · γ + β."""
    axes = AXES[kind]
    group_index = tuple(slice(None) if axis in axes else at for axis, at in enumerate(index))
    group = shown.x[group_index].double().flatten()  # (N,)
    mean = 0.0 if kind == "rms" else group.mean().item()
    variance = ((group - mean) ** 2).mean().item()
    x, d = shown.x[index].item(), index[2]
    weights = shown.weights
    normed = (x - mean) / (variance + weights.epsilon) ** 0.5
    gain, shift = weights.gain[d].item(), weights.shift[d].item()
    return NormCell(
        group=group,
        indices=_indices(shown.x.shape, axes, index),
        x=x,
        mean=mean,
        variance=variance,
        epsilon=weights.epsilon,
        normed=normed,
        gain=gain,
        shift=shift,
        value=normed * gain + shift,
        traced=shown.result[index].item(),
    )


def _indices(shape: torch.Size, axes: tuple[int, ...], index: Index) -> Int[Tensor, "N 3"]:
    ranges = (
        torch.arange(size) if axis in axes else torch.tensor([at])
        for axis, (size, at) in enumerate(zip(shape, index, strict=True))
    )
    return torch.cartesian_prod(*ranges)
