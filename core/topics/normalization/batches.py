"""How one number changes with the other sentences of its batch: many batches around the same sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from core.topics.normalization.concept import EPSILON, apply, batch_norm, statistics

SEED = 42
DRAWS = 40  # batches drawn at each size
SIZES = (2, 4, 8, 16, 32, 64)
BATCHES = 60  # of a training, for the running statistics


@dataclass(frozen=True)
class Jitter:
    """One number x of the first sentence, normalised in many batches of one size."""

    mean: Float[Tensor, "N"]  # BatchNorm's mean of its dimension in each batch
    batch: Float[Tensor, "N"]  # the number after BatchNorm
    layer: Float[Tensor, "N"]  # and after LayerNorm


def draw_companions(others: int, size: int, draws: int, seed: int = SEED) -> Int[Tensor, "N M"]:
    """Which other sentences share a batch with the first, with replacement as from an endless corpus."""
    generator = torch.Generator().manual_seed(seed + size)
    return torch.randint(1, others + 1, (draws, size - 1), generator=generator)


def jitter(
    x: Float[Tensor, "B T D"], real: Bool[Tensor, "B T"], cell: tuple[int, int], size: int, epsilon: float
) -> Jitter:
    """Normalise token and dimension `cell` of the first sentence in batches drawn around it.

    Without γ and β; padding is not counted, so that only the companions differ.
    """
    t, d = cell
    column = x[..., d]  # (B, T): all that BatchNorm looks at
    means, batch, layer = [], [], []
    row = statistics(x[:1], "layer")
    for chosen in draw_companions(len(x) - 1, size, DRAWS):
        rows = torch.cat([torch.zeros(1, dtype=torch.long), chosen])  # the first sentence and its companions
        numbers = column[rows][real[rows]]  # (N,)
        mean, variance = numbers.mean(), numbers.var(correction=0)
        means.append(mean)
        batch.append((column[0, t] - mean) / (variance + epsilon).sqrt())
        layer.append((column[0, t] - row.mean[0, t, 0]) / (row.variance[0, t, 0] + epsilon).sqrt())
    return Jitter(torch.stack(means), torch.stack(batch), torch.stack(layer))


def spread_by_size(
    x: Float[Tensor, "B T D"], real: Bool[Tensor, "B T"], cell: tuple[int, int], epsilon: float
) -> dict[str, list[float]]:
    """Standard deviation of the normalised number over the batches of each size of `SIZES`."""
    drawn = [jitter(x, real, cell, size, epsilon) for size in SIZES]
    return {
        kind: [getattr(sample, kind).double().std(correction=0).item() for sample in drawn]
        for kind in ("batch", "layer")
    }


@dataclass(frozen=True)
class Running:
    """One dimension through a training: each batch's mean and variance, and the running ones."""

    means: Float[Tensor, "N"]
    variances: Float[Tensor, "N"]
    running: Float[Tensor, "N 2"]  # after each batch: mean, variance


def training(
    x: Float[Tensor, "B T D"], real: Bool[Tensor, "B T"], dimension: int, size: int, momentum: float
) -> Running:
    """The running statistics of a dimension over batches of a size, drawn from all sentences."""
    generator = torch.Generator().manual_seed(SEED)
    chosen = torch.randint(0, len(x), (BATCHES, size), generator=generator)  # (N, size)
    column = x[..., dimension]  # (B, T)
    batches = [column[rows][real[rows]][:, None] for rows in chosen]  # (tokens, 1) each
    means = torch.stack([batch.mean() for batch in batches])
    variances = torch.stack([batch.var() for batch in batches])
    # As `running_statistics` does, of which this keeps every step.
    start = torch.tensor([0.0, 1.0])
    drawn = torch.stack([means, variances], dim=1)  # (N, 2)
    running = accumulate(drawn, lambda old, new: (1 - momentum) * old + momentum * new, initial=start)
    return Running(means, variances, torch.stack([*running][1:]))


def padding_moves(
    x: Float[Tensor, "B T D"], real: Bool[Tensor, "B T"], widths: Sequence[int], epsilon: float
) -> dict[str, list[float]]:
    """How far the real tokens' normalised numbers move when the batch is padded to each width.

    Mean absolute difference from BatchNorm over real tokens alone, and the same for LayerNorm.
    """
    D = x.shape[-1]
    gain, shift = torch.ones(D), torch.zeros(D)
    moved: dict[str, list[float]] = {"batch": [], "layer": []}
    for kind, moves in moved.items():
        clean = apply(x, kind, gain, shift, epsilon, real if kind == "batch" else None)[real]  # (N, D)
        for width in widths:
            padded = apply(x[:, :width], kind, gain, shift, epsilon)[real[:, :width]]  # (N, D)
            moves.append((padded - clean).abs().mean().item())
    return moved


def batch_of_one(x: Float[Tensor, "1 D"]) -> tuple[float, str]:
    """What BatchNorm makes of one row: the largest number by the formula, and torch's error."""
    D = x.shape[-1]
    ours = batch_norm(x, torch.ones(D), torch.zeros(D), EPSILON)
    try:
        torch.nn.BatchNorm1d(D).train()(x)
    except ValueError as error:
        return ours.abs().max().item(), str(error)
    return ours.abs().max().item(), ""


def values_by_mode(
    x: Float[Tensor, "B T D"],
    real: Bool[Tensor, "B T"],
    cell: tuple[int, int],
    size: int,
    course: Running,
    epsilon: float,
) -> dict[str, float]:
    """One number of the first sentence after BatchNorm in training, in inference, and after LayerNorm."""
    t, d = cell
    number, column = x[0, t, d], x[:size, :, d][real[:size]]  # (N,): the batch's first sentences
    mean, variance = course.running[-1]
    row = x[0, t]  # (D,)

    def normal(mean: Tensor, variance: Tensor) -> float:
        return ((number - mean) / (variance + epsilon).sqrt()).item()

    return {
        "training": normal(column.mean(), column.var(correction=0)),
        "inference": normal(mean, variance),
        "layer": normal(row.mean(), row.var(correction=0)),
    }


def token_batches(
    x: Float[Tensor, "B T D"], real: Bool[Tensor, "B T"], size: int
) -> list[Float[Tensor, "N D"]]:
    """The tokens of one batch after another, padding left out; the first holds the first sentence."""
    return [x[start : start + size][real[start : start + size]] for start in range(0, len(x), size)]
