"""LayerNorm, BatchNorm and RMSNorm from scratch: the same arithmetic over different axes.

For activations x of shape (B, T, D): `layer` and `rms` normalise over the D dimensions of each token,
`batch` over all B · T tokens of each dimension, `sentence` over all T · D numbers of each sentence (what
"LayerNorm normalises over the features of a sample" would mean, and no Transformer does).
Source: Ba et al. 2016 (LayerNorm); Ioffe & Szegedy 2015 (BatchNorm); Zhang & Sennrich 2019 (RMSNorm).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float
from torch import Tensor

# The axes of (B, T, D) over which mean and variance are taken.
AXES: dict[str, tuple[int, ...]] = {"layer": (2,), "batch": (0, 1), "rms": (2,), "sentence": (1, 2)}
KINDS = tuple(AXES)
MOMENTUM = 0.1  # of the running statistics, as in torch
EPSILON = 1e-5  # as in torch


@dataclass(frozen=True)
class Statistics:
    """Mean and variance over a kind's axes, which are kept with size 1; the mean is 0 for RMSNorm."""

    mean: Tensor
    variance: Tensor


def statistics(
    x: Float[Tensor, "B T D"], kind: str, counted: Bool[Tensor, "B T"] | None = None
) -> Statistics:
    """Mean and biased variance over the axes of a kind (a key of `AXES`).

    `counted` marks the tokens that BatchNorm includes; None includes all, padding too, as torch does.
    RMSNorm subtracts no mean: its "variance" is the mean square.
    """
    if kind == "batch" and counted is not None:
        x = x[counted][None]  # (1, N, D)
    axes = AXES[kind]
    mean = torch.zeros_like(x[..., :1]) if kind == "rms" else x.mean(axes, keepdim=True)
    return Statistics(mean, ((x - mean) ** 2).mean(axes, keepdim=True))


def normalize(x: Float[Tensor, "B T D"], using: Statistics, epsilon: float) -> Float[Tensor, "B T D"]:
    """(x − mean) / √(variance + ε)."""
    return (x - using.mean) / (using.variance + epsilon).sqrt()


def batch_norm(
    x: Float[Tensor, "N D"], gain: Float[Tensor, "D"], shift: Float[Tensor, "D"], epsilon: float
) -> Float[Tensor, "N D"]:
    """BatchNorm in training: each dimension normalised over the N rows, then scaled by γ and shifted by β.

    Activations (B, T, D) have N = B · T rows. Source: Ioffe & Szegedy 2015, algorithm 1.
    """
    mean = x.mean(dim=0)  # (D,)
    variance = ((x - mean) ** 2).mean(dim=0)  # (D,)
    return (x - mean) / (variance + epsilon).sqrt() * gain + shift  # (N, D)


def batch_norm_inference(
    x: Float[Tensor, "N D"],
    running: Float[Tensor, "2 D"],
    gain: Float[Tensor, "D"],
    shift: Float[Tensor, "D"],
    epsilon: float,
) -> Float[Tensor, "N D"]:
    """BatchNorm in inference: `running` holds the mean and variance (rows 0 and 1) in place of the batch's.

    Source: Ioffe & Szegedy 2015, algorithm 2.
    """
    mean, variance = running  # (D,) each
    return (x - mean) / (variance + epsilon).sqrt() * gain + shift  # (N, D)


def running_statistics(
    batches: Sequence[Float[Tensor, "_ D"]], momentum: float = MOMENTUM
) -> Float[Tensor, "2 D"]:
    """Running mean and variance after some batches, initialised to 0 and 1.

    running ← (1 − momentum) · running + momentum · batch, with the unbiased variance Σ / (N − 1), although
    training divides by N. Source: torch's BatchNorm1d; Ioffe & Szegedy 2015, algorithm 2.
    """
    D = batches[0].shape[-1]
    mean, variance = batches[0].new_zeros(D), batches[0].new_ones(D)  # (D,) each
    for x in batches:
        mean = (1 - momentum) * mean + momentum * x.mean(dim=0)
        variance = (1 - momentum) * variance + momentum * x.var(dim=0, correction=1)
    return torch.stack([mean, variance])  # (2, D)


def rms_norm(x: Float[Tensor, "... D"], gain: Float[Tensor, "D"], epsilon: float) -> Float[Tensor, "... D"]:
    """x / √(mean(x²) + ε) · γ over the last axis: no mean is subtracted and there is no β.

    Source: Zhang & Sennrich 2019, equation 4.
    """
    return x / ((x**2).mean(dim=-1, keepdim=True) + epsilon).sqrt() * gain


def norm_gradients(
    upstream: Float[Tensor, "N D"],
    x: Float[Tensor, "N D"],
    gain: Float[Tensor, "D"],
    epsilon: float,
    kind: str,
) -> Float[Tensor, "M D"]:
    """Backward pass of a normalisation: gradients of x (N rows), then γ, then β (none for RMSNorm).

    With x̂ the normalised x and g = upstream · γ, the gradient of x is
    (g − mean(g) − x̂ · mean(g · x̂)) / √(variance + ε), the means over the normalised axis: the components
    that only shift or scale x vanish. `kind` is "batch", "layer" or "rms".
    Source: Ioffe & Szegedy 2015, section 3.
    """
    axis = 0 if kind == "batch" else 1
    mean = torch.zeros_like(x[:, :1]) if kind == "rms" else x.mean(axis, keepdim=True)
    deviation = (((x - mean) ** 2).mean(axis, keepdim=True) + epsilon).sqrt()
    normed, g = (x - mean) / deviation, upstream * gain  # (N, D) each
    centred = g if kind == "rms" else g - g.mean(axis, keepdim=True)  # (N, D)
    d_x = (centred - normed * (g * normed).mean(axis, keepdim=True)) / deviation  # (N, D)
    d_gain, d_shift = (upstream * normed).sum(dim=0), upstream.sum(dim=0)  # (D,) each
    return torch.cat([d_x, d_gain[None], *([] if kind == "rms" else [d_shift[None]])])


def apply(
    x: Float[Tensor, "B T D"],
    kind: str,
    gain: Float[Tensor, "D"],
    shift: Float[Tensor, "D"],
    epsilon: float,
    counted: Bool[Tensor, "B T"] | None = None,
) -> Float[Tensor, "B T D"]:
    """x normalised over the axes of a kind, scaled by γ and shifted by β; RMSNorm has no β."""
    normed = normalize(x, statistics(x, kind, counted), epsilon)
    return normed * gain if kind == "rms" else normed * gain + shift
