"""Each dimension over a batch: BatchNorm in training and in inference, and what it keeps."""

from collections.abc import Iterator, Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from core.exercises.exercise import Arguments, Draw, Exercise, Mistake, Property
from core.topics.normalization.concept import MOMENTUM, running_statistics
from core.topics.normalization.exercises.layer import drawn, means_are_zero, no_company, tokens


def batch_norm(
    x: Float[Tensor, "N D"], gain: Float[Tensor, "D"], shift: Float[Tensor, "D"], epsilon: float
) -> Float[Tensor, "N D"]:
    """BatchNorm in training: (x − mean) / √(variance + ε) · γ + β, over the N rows of each dimension."""
    mean = x.mean(dim=0)  # (D,)
    variance = x.var(dim=0, correction=0)  # (D,)
    return (x - mean) / (variance + epsilon).sqrt() * gain + shift  # (N, D)


def update_running(
    running: Float[Tensor, "2 D"], x: Float[Tensor, "N D"], momentum: float
) -> Float[Tensor, "2 D"]:
    """Running mean and variance (rows 0 and 1) after one more batch x, as torch keeps them.

    (1 − momentum) · old + momentum · the batch's own, whose variance is the unbiased one here, Σ / (N − 1).
    """
    batch = torch.stack([x.mean(dim=0), x.var(dim=0, correction=1)])  # (2, D)
    return (1 - momentum) * running + momentum * batch  # (2, D)


def batch_norm_inference(
    x: Float[Tensor, "N D"],
    mean: Float[Tensor, "D"],
    variance: Float[Tensor, "D"],
    gain: Float[Tensor, "D"],
    shift: Float[Tensor, "D"],
    epsilon: float,
) -> Float[Tensor, "N D"]:
    """BatchNorm in inference: with the running mean and variance in place of the batch's own."""
    return (x - mean) / (variance + epsilon).sqrt() * gain + shift  # (N, D)


def _batch_of_tokens(x: Tensor, gain: Tensor, shift: Tensor, epsilon: float) -> Tensor:
    variance = x.var(dim=-1, correction=0, keepdim=True)
    return (x - x.mean(dim=-1, keepdim=True)) / (variance + epsilon).sqrt() * gain + shift


def _batch_unbiased(x: Tensor, gain: Tensor, shift: Tensor, epsilon: float) -> Tensor:
    return (x - x.mean(dim=0)) / (x.var(dim=0) + epsilon).sqrt() * gain + shift


def _batch_over_all(x: Tensor, gain: Tensor, shift: Tensor, epsilon: float) -> Tensor:
    return (x - x.mean()) / (x.var(correction=0) + epsilon).sqrt() * gain + shift


def _batch_epsilon_outside(x: Tensor, gain: Tensor, shift: Tensor, epsilon: float) -> Tensor:
    return (x - x.mean(dim=0)) / (x.std(dim=0, correction=0) + epsilon) * gain + shift


def _batch_no_root(x: Tensor, gain: Tensor, shift: Tensor, epsilon: float) -> Tensor:
    return (x - x.mean(dim=0)) / (x.var(dim=0, correction=0) + epsilon) * gain + shift


def _running_biased(running: Tensor, x: Tensor, momentum: float) -> Tensor:
    batch = torch.stack([x.mean(dim=0), x.var(dim=0, correction=0)])  # (2, D)
    return (1 - momentum) * running + momentum * batch  # (2, D)


def _running_turned(running: Tensor, x: Tensor, momentum: float) -> Tensor:
    batch = torch.stack([x.mean(dim=0), x.var(dim=0, correction=1)])
    return momentum * running + (1 - momentum) * batch


def _running_deviation(running: Tensor, x: Tensor, momentum: float) -> Tensor:
    batch = torch.stack([x.mean(dim=0), x.std(dim=0, correction=1)])
    return (1 - momentum) * running + momentum * batch


def _running_forgotten(running: Tensor, x: Tensor, momentum: float) -> Tensor:
    return torch.stack([x.mean(dim=0), x.var(dim=0, correction=1)])


def _running_added(running: Tensor, x: Tensor, momentum: float) -> Tensor:
    batch = torch.stack([x.mean(dim=0), x.var(dim=0, correction=1)])
    return running + momentum * batch


def _of_batch(
    x: Tensor, mean: Tensor, variance: Tensor, gain: Tensor, shift: Tensor, epsilon: float
) -> Tensor:
    return (x - x.mean(dim=0)) / (x.var(dim=0, correction=0) + epsilon).sqrt() * gain + shift


def _variance_of_batch(
    x: Tensor, mean: Tensor, variance: Tensor, gain: Tensor, shift: Tensor, epsilon: float
) -> Tensor:
    return (x - mean) / (x.var(dim=0, correction=0) + epsilon).sqrt() * gain + shift


def _inference_no_root(
    x: Tensor, mean: Tensor, variance: Tensor, gain: Tensor, shift: Tensor, epsilon: float
) -> Tensor:
    return (x - mean) / (variance + epsilon) * gain + shift


def _inference_epsilon_outside(
    x: Tensor, mean: Tensor, variance: Tensor, gain: Tensor, shift: Tensor, epsilon: float
) -> Tensor:
    return (x - mean) / (variance.sqrt() + epsilon) * gain + shift


def _inference_no_gain(
    x: Tensor, mean: Tensor, variance: Tensor, gain: Tensor, shift: Tensor, epsilon: float
) -> Tensor:
    return (x - mean) / (variance + epsilon).sqrt()


def _rows() -> Iterator[Arguments]:
    for x, gain, shift, epsilon in tokens():
        yield x.reshape(-1, x.shape[-1]), gain, shift, epsilon


def _batches() -> Iterator[Arguments]:
    for x, mean, shift, momentum in _rows():
        yield torch.stack([mean, shift.exp()]), x, momentum


def _last_batch(batches: Sequence[Tensor]) -> Arguments:
    """What is kept before the last batch, that batch, and torch's momentum."""
    start = torch.stack([torch.zeros_like(batches[0][0]), torch.ones_like(batches[0][0])])  # (2, D)
    running = running_statistics(batches[:-1]) if len(batches) > 1 else start
    return running, batches[-1], MOMENTUM


def _rows_and_running() -> Iterator[Arguments]:
    for x, gain, shift, epsilon in _rows():
        yield x, gain.flip(0), shift.exp(), gain, shift, epsilon


def _drawn_batch(draw: Draw) -> Arguments:
    N, D = draw.size(2), draw.size()
    return draw.numbers(2, D, low=0), draw.numbers(N, D), draw.one_of((0.5, 0.25))


def _drawn_running(draw: Draw) -> Arguments:
    x, gain, shift, epsilon = drawn(draw)
    return x, draw.numbers(len(gain)), draw.numbers(len(gain), low=0), gain, shift, epsilon


EXERCISES = (
    Exercise(
        name="normalization.batch_norm",
        rung="write",
        solution=batch_norm,
        examples=_rows,
        mistakes=(
            Mistake("tokens", _batch_of_tokens),
            Mistake("unbiased", _batch_unbiased),
            Mistake("over_all", _batch_over_all),
            Mistake("epsilon_outside", _batch_epsilon_outside),
            Mistake("no_root", _batch_no_root),
        ),
        properties=(Property("mean", means_are_zero(0)),),
        drawn=drawn,
        twin="batch_norm",
        hints=2,
    ),
    Exercise(
        name="normalization.running",
        rung="repair",
        solution=update_running,
        examples=_batches,
        wrong="biased",
        mistakes=(
            Mistake("biased", _running_biased),
            Mistake("turned", _running_turned),
            Mistake("deviation", _running_deviation),
            Mistake("forgotten", _running_forgotten),
            Mistake("added", _running_added),
        ),
        drawn=_drawn_batch,
        twin="running_statistics",
        adapted=_last_batch,
        hints=2,
    ),
    Exercise(
        name="normalization.batch_norm_inference",
        rung="write",
        solution=batch_norm_inference,
        examples=_rows_and_running,
        mistakes=(
            Mistake("of_batch", _of_batch),
            Mistake("variance_of_batch", _variance_of_batch),
            Mistake("no_root", _inference_no_root),
            Mistake("epsilon_outside", _inference_epsilon_outside),
            Mistake("no_gain", _inference_no_gain),
        ),
        properties=(Property("company", no_company),),
        drawn=_drawn_running,
        twin="batch_norm_inference",
        adapted=lambda x, running, gain, shift, epsilon: (x, *running, gain, shift, epsilon),
        hints=2,
    ),
)
