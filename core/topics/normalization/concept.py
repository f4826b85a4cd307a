"""LayerNorm, BatchNorm and RMSNorm from scratch: which numbers share one mean and one variance.

All three do the same arithmetic, on other groups of numbers. In a block x of shape (B, T, D):
`layer` and `rms` take the D numbers of one token, `batch` takes one dimension of all B · T tokens,
`sentence` takes all T · D numbers of a sentence (what "LayerNorm normalises over the features of a
sample" would mean, and no Transformer does).
Source: Ba et al. 2016 (LayerNorm); Ioffe & Szegedy 2015 (BatchNorm); Zhang & Sennrich 2019 (RMSNorm).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float
from torch import Tensor

# The axes of (B, T, D) along which numbers are averaged together.
AXES: dict[str, tuple[int, ...]] = {"layer": (2,), "batch": (0, 1), "rms": (2,), "sentence": (1, 2)}
KINDS = tuple(AXES)
MOMENTUM = 0.1  # of the running statistics, as in torch
EPSILON = 1e-5  # as in torch


@dataclass(frozen=True)
class Statistics:
    """Mean and variance of each group, in shapes that broadcast to the block; the mean is 0 for RMSNorm."""

    mean: Tensor
    variance: Tensor


def statistics(
    x: Float[Tensor, "B T D"], kind: str, counted: Bool[Tensor, "B T"] | None = None
) -> Statistics:
    """Mean and (biased) variance of the groups of a kind.

    `counted` says which tokens BatchNorm counts; None counts all, padding too, as the library does.
    RMSNorm takes no mean away: its "variance" is the mean of the squares.
    """
    if kind == "batch" and counted is not None:
        x = x[counted][None]  # (1, N, D): the counted tokens in one row
    axes = AXES[kind]
    mean = torch.zeros_like(x[..., :1]) if kind == "rms" else x.mean(axes, keepdim=True)
    return Statistics(mean, ((x - mean) ** 2).mean(axes, keepdim=True))


def normalize(x: Float[Tensor, "B T D"], using: Statistics, epsilon: float) -> Float[Tensor, "B T D"]:
    """(x − mean) / √(variance + ε)."""
    return (x - using.mean) / (using.variance + epsilon).sqrt()


def batch_norm(
    x: Float[Tensor, "N D"], gain: Float[Tensor, "D"], shift: Float[Tensor, "D"], epsilon: float
) -> Float[Tensor, "N D"]:
    """Training mode: each dimension to mean 0 and variance 1 over all N rows, then times γ plus β.

    For a block (B, T, D) the rows are its N = B · T tokens. Source: Ioffe & Szegedy 2015, algorithm 1.
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
    """Inference mode: the batch is not asked; the running mean and variance stand in for it."""
    mean, variance = running  # (D,) each
    return (x - mean) / (variance + epsilon).sqrt() * gain + shift  # (N, D)


def running_statistics(
    batches: Sequence[Float[Tensor, "_ D"]], momentum: float = MOMENTUM
) -> Float[Tensor, "2 D"]:
    """Running mean and variance after some batches of training, from 0 and 1 at the start.

    Each batch moves them by `momentum` of the way. The variance kept is the unbiased one, Σ / (N − 1),
    although training divides by N. Source: torch's BatchNorm1d; Ioffe & Szegedy 2015, algorithm 2.
    """
    D = batches[0].shape[-1]
    mean, variance = batches[0].new_zeros(D), batches[0].new_ones(D)  # (D,) each
    for x in batches:
        mean = (1 - momentum) * mean + momentum * x.mean(dim=0)
        variance = (1 - momentum) * variance + momentum * x.var(dim=0, correction=1)
    return torch.stack([mean, variance])  # (2, D)


def rms_norm(x: Float[Tensor, "... D"], gain: Float[Tensor, "D"], epsilon: float) -> Float[Tensor, "... D"]:
    """Each token's vector divided by the root of the mean of its squares, times γ: no mean, no β.

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
    """What flows back through a normalisation: gradients for x (N rows), then γ, then β (none for RMSNorm).

    With x̂ the normalised numbers and g = upstream · γ, each group of numbers that shares a mean gets
    (g − mean(g) − x̂ · mean(g · x̂)) / √(variance + ε): what would only shift or stretch the group is
    taken out, since normalising would undo it. Source: Ioffe & Szegedy 2015, section 3.
    """
    axis = 0 if kind == "batch" else 1
    mean = torch.zeros_like(x[:, :1]) if kind == "rms" else x.mean(axis, keepdim=True)
    spread = (((x - mean) ** 2).mean(axis, keepdim=True) + epsilon).sqrt()
    normed, g = (x - mean) / spread, upstream * gain  # (N, D) each
    shifted = g if kind == "rms" else g - g.mean(axis, keepdim=True)  # (N, D)
    of_x = (shifted - normed * (g * normed).mean(axis, keepdim=True)) / spread  # (N, D)
    of_gain, of_shift = (upstream * normed).sum(dim=0), upstream.sum(dim=0)  # (D,) each
    return torch.cat([of_x, of_gain[None], *([] if kind == "rms" else [of_shift[None]])])


def apply(
    x: Float[Tensor, "B T D"],
    kind: str,
    gain: Float[Tensor, "D"],
    shift: Float[Tensor, "D"],
    epsilon: float,
    counted: Bool[Tensor, "B T"] | None = None,
) -> Float[Tensor, "B T D"]:
    """A block normalised in the way of a kind, then times γ plus β; RMSNorm adds no β."""
    normed = normalize(x, statistics(x, kind, counted), epsilon)
    return normed * gain if kind == "rms" else normed * gain + shift
