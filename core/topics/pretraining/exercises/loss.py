"""What a learner writes of masked language modelling's loss: only what was asked for counts."""

from collections.abc import Callable, Iterator

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor

from core.exercises.exercise import Arguments, Draw, Exercise, Mistake, Property


def masked_loss(logits: Float[Tensor, "... V"], targets: Int[Tensor, "..."]) -> Float[Tensor, ""]:
    """Mean cross-entropy over the places that are asked for; the target of all others is −100."""
    asked = targets != -100  # (...)
    return F.cross_entropy(logits[asked], targets[asked])


def _counted(logits: Tensor, targets: Tensor) -> Tensor:
    return F.cross_entropy(logits.flatten(0, -2), targets.clamp(min=0).flatten())


def _over_all(logits: Tensor, targets: Tensor) -> Tensor:
    total = F.cross_entropy(logits.flatten(0, -2), targets.flatten(), reduction="sum")
    return total / targets.numel()


def _sum(logits: Tensor, targets: Tensor) -> Tensor:
    return F.cross_entropy(logits.flatten(0, -2), targets.flatten(), reduction="sum")


def _softmax_twice(logits: Tensor, targets: Tensor) -> Tensor:
    return F.cross_entropy(logits.softmax(dim=-1).flatten(0, -2), targets.flatten())


def _mean_of_means(logits: Tensor, targets: Tensor) -> Tensor:
    return torch.stack([F.cross_entropy(*pair) for pair in zip(logits, targets, strict=True)]).mean()


def _examples() -> Iterator[Arguments]:
    generator = torch.Generator().manual_seed(5)
    for B, T, V in ((2, 6, 7), (3, 5, 4)):
        targets = torch.randint(V, (B, T), generator=generator)
        asked = torch.arange(T) < torch.arange(B)[:, None] + 1  # of one sentence one, of the next two …
        yield 2 * torch.randn(B, T, V, generator=generator), targets.masked_fill(~asked, -100)


def _drawn(draw: Draw) -> Arguments:
    T, V = draw.size(), draw.size(2, 3)
    targets = draw.whole(1, T, high=V - 1)
    targets[draw.truths(1, T)] = -100
    targets[:, 0] = targets[:, 0].clamp(min=0)  # something is asked for
    return draw.numbers(1, T, V), targets


def _unasked(call: Callable[..., Tensor], logits: Tensor, targets: Tensor) -> bool:
    """Logits where nothing is asked change nothing."""
    moved = logits + (targets == -100)[..., None] * torch.arange(logits.shape[-1])
    return torch.allclose(call(moved, targets), call(logits, targets), atol=1e-4)


EXERCISES = (
    Exercise(
        name="pretraining.loss",
        rung="write",
        solution=masked_loss,
        examples=_examples,
        mistakes=(
            Mistake("counted", _counted),
            Mistake("over_all", _over_all),
            Mistake("sum", _sum),
            Mistake("softmax_twice", _softmax_twice),
            Mistake("mean_of_means", _mean_of_means),
        ),
        properties=(Property("unasked", _unasked),),
        drawn=_drawn,
        twin="mlm_loss",
        hints=3,
    ),
)
