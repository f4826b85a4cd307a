"""Negative sampling: how words are drawn, and the loss."""

import math
from collections.abc import Callable, Iterator

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor

from core.exercises.exercise import Arguments, Draw, Exercise, Mistake, Option, Property

LOSSES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "F.cross_entropy(scores, truth)": lambda scores, truth: F.cross_entropy(scores, truth),
    "F.binary_cross_entropy(scores, truth)": lambda scores, truth: F.binary_cross_entropy(scores, truth),
    "F.mse_loss(scores.sigmoid(), truth)": lambda scores, truth: F.mse_loss(scores.sigmoid(), truth),
    "F.binary_cross_entropy_with_logits(scores, truth)": (
        lambda scores, truth: F.binary_cross_entropy_with_logits(scores, truth)
    ),
}


def noise(counts: Int[Tensor, "V"]) -> Float[Tensor, "V"]:
    """How likely each word is drawn as a negative sample: counts to the power 0.75, as shares of 1."""
    weights = counts.double() ** 0.75  # (V,)
    return weights / weights.sum()


def sampled_loss(
    hidden: Float[Tensor, "B D"],
    outputs: Float[Tensor, "V D"],
    targets: Int[Tensor, "B"],
    negatives: Int[Tensor, "B K"],
) -> Float[Tensor, ""]:
    """Mean over the B examples of −log σ(u · h) − Σ log σ(−u_k · h): one right word, K drawn ones."""
    right = (outputs[targets] * hidden).sum(dim=-1)  # (B,)
    drawn = (outputs[negatives] * hidden[:, None]).sum(dim=-1)  # (B, K)
    losses = -F.logsigmoid(right) - F.logsigmoid(-drawn).sum(dim=-1)  # (B,)
    return losses.mean()


def _noise_by_count(counts: Tensor) -> Tensor:
    return counts.double() / counts.sum()


def _noise_alike(counts: Tensor) -> Tensor:
    return torch.full((len(counts),), 1 / len(counts), dtype=torch.float64)


def _noise_by_largest(counts: Tensor) -> Tensor:
    weights = counts.double() ** 0.75
    return weights / weights.max()


def _noise_power_last(counts: Tensor) -> Tensor:
    return (counts.double() / counts.sum()) ** 0.75


def _loss_no_minus(hidden: Tensor, outputs: Tensor, targets: Tensor, negatives: Tensor) -> Tensor:
    right = (outputs[targets] * hidden).sum(dim=-1)
    drawn = (outputs[negatives] * hidden[:, None]).sum(dim=-1)
    return (-F.logsigmoid(right) - F.logsigmoid(drawn).sum(dim=-1)).mean()


def _loss_mean_of_drawn(hidden: Tensor, outputs: Tensor, targets: Tensor, negatives: Tensor) -> Tensor:
    right = (outputs[targets] * hidden).sum(dim=-1)
    drawn = (outputs[negatives] * hidden[:, None]).sum(dim=-1)
    return (-F.logsigmoid(right) - F.logsigmoid(-drawn).mean(dim=-1)).mean()


def _loss_sum_of_batch(hidden: Tensor, outputs: Tensor, targets: Tensor, negatives: Tensor) -> Tensor:
    right = (outputs[targets] * hidden).sum(dim=-1)
    drawn = (outputs[negatives] * hidden[:, None]).sum(dim=-1)
    return (-F.logsigmoid(right) - F.logsigmoid(-drawn).sum(dim=-1)).sum()


def _loss_turned(hidden: Tensor, outputs: Tensor, targets: Tensor, negatives: Tensor) -> Tensor:
    right = (outputs[targets] * hidden).sum(dim=-1)
    drawn = (outputs[negatives] * hidden[:, None]).sum(dim=-1)
    return (F.logsigmoid(right) + F.logsigmoid(-drawn).sum(dim=-1)).mean()


def _loss_no_log(hidden: Tensor, outputs: Tensor, targets: Tensor, negatives: Tensor) -> Tensor:
    right = (outputs[targets] * hidden).sum(dim=-1)
    drawn = (outputs[negatives] * hidden[:, None]).sum(dim=-1)
    return (-right.sigmoid() - (-drawn).sigmoid().sum(dim=-1)).mean()


def _loss_softmax(hidden: Tensor, outputs: Tensor, targets: Tensor, negatives: Tensor) -> Tensor:
    rows = torch.cat([targets[:, None], negatives], dim=1)
    scores = (outputs[rows] * hidden[:, None]).sum(dim=-1)
    return F.cross_entropy(scores, torch.zeros_like(targets))


def _counts() -> Iterator[Arguments]:
    yield (torch.tensor([16, 5, 1]),)
    yield (torch.tensor([40, 12, 12, 3, 1, 1]),)


def _batches() -> Iterator[Arguments]:
    generator = torch.Generator().manual_seed(4)
    for B, D, V, K in ((3, 4, 9, 5), (2, 6, 5, 2)):
        hidden, outputs = torch.randn(B, D, generator=generator), torch.randn(V, D, generator=generator)
        targets = torch.randint(0, V, (B,), generator=generator)
        yield hidden, outputs, targets, torch.randint(0, V, (B, K), generator=generator)


def _drawn_counts(draw: Draw) -> Arguments:
    return (draw.whole(draw.size(), low=1, high=16),)


def _drawn_batch(draw: Draw) -> Arguments:
    B, D, V, K = (draw.size() for _ in "BDVK")
    words = (draw.whole(B, high=V - 1), draw.whole(B, K, high=V - 1))
    return draw.numbers(B, D), draw.numbers(V, D), *words


def _shares(call: Callable[..., Tensor], counts: Tensor) -> bool:
    return math.isclose(call(counts).sum().item(), 1, abs_tol=1e-6)


def _nothing_learned(
    call: Callable[..., Tensor], hidden: Tensor, outputs: Tensor, targets: Tensor, negatives: Tensor
) -> bool:
    """All scores 0: each of the 1 + K questions is answered by a coin, at ln 2."""
    loss = call(torch.zeros_like(hidden), outputs, targets, negatives)
    return math.isclose(loss.item(), (1 + negatives.shape[1]) * math.log(2), rel_tol=1e-4)


def _order_of_negatives(
    call: Callable[..., Tensor], hidden: Tensor, outputs: Tensor, targets: Tensor, negatives: Tensor
) -> bool:
    turned = call(hidden, outputs, targets, negatives.flip(-1))
    return torch.allclose(turned, call(hidden, outputs, targets, negatives), atol=1e-4)


def _call_of_both_logs() -> str:
    scores, truth = torch.tensor([[0.2, 0.9, 0.4]]), torch.tensor([[1.0, 0.0, 0.0]])
    wanted = -torch.stack([scores[0, 0], -scores[0, 1], -scores[0, 2]]).sigmoid().log().mean()
    results = {shown: call(scores, truth) for shown, call in LOSSES.items()}
    return next(shown for shown, result in results.items() if torch.allclose(result, wanted))


EXERCISES = (
    Exercise(
        name="word2vec.noise",
        rung="fill",
        solution=noise,
        examples=_counts,
        blanks=("counts.double() ** 0.75", "weights.sum()"),
        mistakes=(
            Mistake("by_count", _noise_by_count),
            Mistake("alike", _noise_alike),
            Mistake("by_largest", _noise_by_largest),
            Mistake("power_last", _noise_power_last),
        ),
        properties=(Property("shares", _shares),),
        drawn=_drawn_counts,
        twin="w2v_noise",
        hints=2,
    ),
    Exercise(
        name="word2vec.library",
        rung="choose",
        options=tuple(
            Option(name, shown)
            for name, shown in zip(("softmax", "probabilities", "squares", "logits"), LOSSES, strict=True)
        ),
        proof=_call_of_both_logs,
        twin="w2v_loss",
        hints=1,
    ),
    Exercise(
        name="word2vec.sampled_loss",
        rung="write",
        solution=sampled_loss,
        examples=_batches,
        mistakes=(
            Mistake("no_minus", _loss_no_minus),
            Mistake("mean_of_drawn", _loss_mean_of_drawn),
            Mistake("sum_of_batch", _loss_sum_of_batch),
            Mistake("turned", _loss_turned),
            Mistake("no_log", _loss_no_log),
            Mistake("softmax", _loss_softmax),
        ),
        properties=(Property("nothing", _nothing_learned), Property("order", _order_of_negatives)),
        drawn=_drawn_batch,
        twin="w2v_loss",
        hints=3,
    ),
)
