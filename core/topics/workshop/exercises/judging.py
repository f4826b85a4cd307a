"""What a learner writes to judge predictions: a loss to lower, and figures to read."""

from collections.abc import Callable, Iterator

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor

from core.exercises.exercise import Arguments, Draw, Exercise, Mistake, Property


def cross_entropy(logits: Float[Tensor, "B C"], labels: Int[Tensor, "B"]) -> Float[Tensor, ""]:
    """Mean of −ln(probability of the right class)."""
    log_probabilities = logits.log_softmax(dim=-1)  # (B, C)
    of_the_right_class = log_probabilities[torch.arange(len(labels)), labels]  # (B,)
    return -of_the_right_class.mean()


def accuracy(logits: Float[Tensor, "B C"], labels: Int[Tensor, "B"]) -> Float[Tensor, ""]:
    """The share of rows whose largest logit is that of the right class."""
    predictions = logits.argmax(dim=-1)  # (B,)
    return (predictions == labels).float().mean()


def f1(predictions: Int[Tensor, "B"], labels: Int[Tensor, "B"]) -> Float[Tensor, ""]:
    """2 · hits / (said positive + truly positive), positive being class 1; 0 where that is 0 / 0."""
    hits = ((predictions == 1) & (labels == 1)).sum()
    said, true = (predictions == 1).sum(), (labels == 1).sum()
    return 2 * hits / (said + true).clamp(min=1)


def _softmax_twice(logits: Tensor, labels: Tensor) -> Tensor:
    return F.cross_entropy(logits.softmax(dim=-1), labels)


def _sum(logits: Tensor, labels: Tensor) -> Tensor:
    return -logits.log_softmax(dim=-1).gather(1, labels[:, None]).sum()


def _no_minus(logits: Tensor, labels: Tensor) -> Tensor:
    return logits.log_softmax(dim=-1).gather(1, labels[:, None]).mean()


def _no_logarithm(logits: Tensor, labels: Tensor) -> Tensor:
    return -logits.softmax(dim=-1).gather(1, labels[:, None]).mean()


def _logarithm_too_late(logits: Tensor, labels: Tensor) -> Tensor:
    return -logits.softmax(dim=-1).log().gather(1, labels[:, None]).mean()


def _over_rows(logits: Tensor, labels: Tensor) -> Tensor:
    return -logits.log_softmax(dim=0).gather(1, labels[:, None]).mean()


def _over_classes_too(logits: Tensor, labels: Tensor) -> Tensor:
    hot = F.one_hot(labels, logits.shape[-1])
    return -(hot * logits.log_softmax(dim=-1)).mean()


def _count(logits: Tensor, labels: Tensor) -> Tensor:
    return (logits.argmax(dim=-1) == labels).float().sum()


def _errors(logits: Tensor, labels: Tensor) -> Tensor:
    return (logits.argmax(dim=-1) != labels).float().mean()


def _above_zero(logits: Tensor, labels: Tensor) -> Tensor:
    return ((logits[:, 1] > 0).long() == labels).float().mean()


def _mean_probability(logits: Tensor, labels: Tensor) -> Tensor:
    return logits.softmax(dim=-1).gather(1, labels[:, None]).mean()


def _positives_alone(logits: Tensor, labels: Tensor) -> Tensor:
    return (logits.argmax(dim=-1) == labels)[labels == 1].float().mean()


def _precision(predictions: Tensor, labels: Tensor) -> Tensor:
    hits = ((predictions == 1) & (labels == 1)).sum()
    return hits / (predictions == 1).sum().clamp(min=1)


def _recall(predictions: Tensor, labels: Tensor) -> Tensor:
    hits = ((predictions == 1) & (labels == 1)).sum()
    return hits / (labels == 1).sum().clamp(min=1)


def _plain_mean(predictions: Tensor, labels: Tensor) -> Tensor:
    hits = ((predictions == 1) & (labels == 1)).sum()
    precision = hits / (predictions == 1).sum().clamp(min=1)
    recall = hits / (labels == 1).sum().clamp(min=1)
    return (precision + recall) / 2


def _no_two(predictions: Tensor, labels: Tensor) -> Tensor:
    hits = ((predictions == 1) & (labels == 1)).sum()
    return hits / ((predictions == 1).sum() + (labels == 1).sum()).clamp(min=1)


def _of_negative(predictions: Tensor, labels: Tensor) -> Tensor:
    hits = ((predictions == 0) & (labels == 0)).sum()
    return 2 * hits / ((predictions == 0).sum() + (labels == 0).sum()).clamp(min=1)


def _accuracy_instead(predictions: Tensor, labels: Tensor) -> Tensor:
    return (predictions == labels).float().mean()


def _rows() -> Iterator[Arguments]:
    """With one row so sure and wrong that its probability rounds to 0."""
    generator = torch.Generator().manual_seed(5)
    for B, C in ((4, 3), (5, 2)):
        logits = 2 * torch.randn(B, C, generator=generator)
        logits[0, 0] += 150
        labels = torch.randint(C, (B,), generator=generator)
        labels[0] = 1
        yield logits, labels


def _verdicts() -> Iterator[Arguments]:
    yield (
        torch.tensor([[1.0, 3.0], [2.0, 1.0], [0.5, -0.5], [-2.0, -1.0], [1.5, 2.0]]),
        torch.tensor([1, 0, 1, 1, 1]),
    )
    yield (
        torch.tensor(
            [[0.0, 1.0], [3.0, 2.0], [-1.0, -2.0], [1.0, -0.5], [-1.0, -0.5], [2.0, 0.0], [0.0, 2.0]]
        ),
        torch.tensor([1, 0, 0, 1, 1, 1, 0]),
    )


def _outcomes() -> Iterator[Arguments]:
    for hits, false, missed, right in ((3, 1, 2, 4), (5, 4, 1, 3)):
        predictions = [1] * hits + [1] * false + [0] * missed + [0] * right
        labels = [1] * hits + [0] * false + [1] * missed + [0] * right
        yield torch.tensor(predictions), torch.tensor(labels)


def _drawn(draw: Draw) -> Arguments:
    B, C = draw.size(), draw.size(2, 3)
    return draw.numbers(B, C), draw.whole(B, high=C - 1)


def _drawn_outcomes(draw: Draw) -> Arguments:
    B = draw.size()
    return draw.whole(B, high=1), draw.whole(B, high=1)


def _shifted(call: Callable[..., Tensor], logits: Tensor, labels: Tensor) -> bool:
    """Only differences of logits count."""
    return torch.allclose(call(logits + 3, labels), call(logits, labels), atol=1e-4)


def _both_ways(call: Callable[..., Tensor], predictions: Tensor, labels: Tensor) -> bool:
    """F1 is the same with predictions and labels exchanged."""
    return torch.allclose(call(labels, predictions), call(predictions, labels), atol=1e-4)


EXERCISES = (
    Exercise(
        name="workshop.cross_entropy",
        rung="write",
        solution=cross_entropy,
        examples=_rows,
        mistakes=(
            Mistake("softmax_twice", _softmax_twice),
            Mistake("sum", _sum),
            Mistake("no_minus", _no_minus),
            Mistake("no_logarithm", _no_logarithm),
            Mistake("logarithm_too_late", _logarithm_too_late),
            Mistake("over_rows", _over_rows),
            Mistake("over_classes_too", _over_classes_too),
        ),
        properties=(Property("shifted", _shifted),),
        drawn=_drawn,
        twin="cross_entropy",
        hints=3,
    ),
    Exercise(
        name="workshop.accuracy",
        rung="write",
        solution=accuracy,
        examples=_verdicts,
        mistakes=(
            Mistake("count", _count),
            Mistake("errors", _errors),
            Mistake("above_zero", _above_zero),
            Mistake("mean_probability", _mean_probability),
            Mistake("positives_alone", _positives_alone),
        ),
        properties=(Property("shifted", _shifted),),
        drawn=_drawn,
        twin="accuracy",
        adapted=lambda predictions, labels: (F.one_hot(predictions, 2).float(), labels),
        hints=2,
    ),
    Exercise(
        name="workshop.f1",
        rung="write",
        solution=f1,
        examples=_outcomes,
        mistakes=(
            Mistake("precision", _precision),
            Mistake("recall", _recall),
            Mistake("plain_mean", _plain_mean),
            Mistake("no_two", _no_two),
            Mistake("of_negative", _of_negative),
            Mistake("accuracy", _accuracy_instead),
        ),
        properties=(Property("both_ways", _both_ways),),
        drawn=_drawn_outcomes,
        twin="f1",
        hints=3,
    ),
)
