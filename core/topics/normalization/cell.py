"""One normalised number worked out again from all the numbers that share its statistics."""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.topics.normalization.concept import AXES
from core.topics.normalization.inputs import Normed

Place = tuple[int, int, int]  # sentence, token, dimension


@dataclass(frozen=True)
class NormCell:
    """Worked out in float64; `traced` is the block's own float32 result."""

    group: Float[Tensor, "N"]
    places: Int[Tensor, "N 3"]  # where in the block each number of the group stands
    x: float
    mean: float
    variance: float
    epsilon: float
    normed: float
    gain: float
    shift: float
    value: float
    traced: float


def work_out(shown: Normed, kind: str, place: Place) -> NormCell:
    """Mean and variance of the number's group, then (x − μ) / √(σ² + ε) · γ + β."""
    axes = AXES[kind]
    index = tuple(slice(None) if axis in axes else at for axis, at in enumerate(place))
    group = shown.x[index].double().flatten()  # (N,)
    mean = 0.0 if kind == "rms" else group.mean().item()
    variance = ((group - mean) ** 2).mean().item()
    x, d = shown.x[place].item(), place[2]
    weights = shown.weights
    normed = (x - mean) / (variance + weights.epsilon) ** 0.5
    gain, shift = weights.gain[d].item(), weights.shift[d].item()
    return NormCell(
        group=group,
        places=_places(shown.x.shape, axes, place),
        x=x,
        mean=mean,
        variance=variance,
        epsilon=weights.epsilon,
        normed=normed,
        gain=gain,
        shift=shift,
        value=normed * gain + shift,
        traced=shown.result[place].item(),
    )


def _places(shape: torch.Size, axes: tuple[int, ...], place: Place) -> Int[Tensor, "N 3"]:
    ranges = (
        torch.arange(size) if axis in axes else torch.tensor([at])
        for axis, (size, at) in enumerate(zip(shape, place, strict=True))
    )
    return torch.cartesian_prod(*ranges)
