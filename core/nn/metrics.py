"""How good are the predictions: confusion matrix, accuracy, F1, and the interval a sample allows."""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.nn.minimal import f1_score as minimal_f1
from core.nn.twin import Twin, documented, in_double

Z_95 = 1.959964  # the standard normal quantile that leaves 2.5 % on either side


@dataclass(frozen=True)
class Confusion:
    """Counts of the four outcomes, positive being class 1."""

    true_positive: int
    false_positive: int
    false_negative: int
    true_negative: int

    @property
    def total(self) -> int:
        return self.true_positive + self.false_positive + self.false_negative + self.true_negative

    @property
    def right(self) -> int:
        return self.true_positive + self.true_negative

    @property
    def matrix(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """Counts with a row for each label and a column for each predicted class, negative first."""
        return (self.true_negative, self.false_positive), (self.false_negative, self.true_positive)


def confusion(predictions: Int[Tensor, "B"], labels: Int[Tensor, "B"]) -> Confusion:
    """Count right and wrong predictions of each class."""
    predicted, true = predictions.bool(), labels.bool()

    def count(mask: Tensor) -> int:
        return int(mask.sum())

    return Confusion(
        count(predicted & true), count(predicted & ~true), count(~predicted & true), count(~predicted & ~true)
    )


def accuracy(predictions: Int[Tensor, "B"], labels: Int[Tensor, "B"]) -> Float[Tensor, ""]:
    """The proportion of right predictions, 0 … 1."""
    return (predictions == labels).double().mean()


def f1(predictions: Int[Tensor, "B"], labels: Int[Tensor, "B"]) -> Float[Tensor, ""]:
    """Binary F1 of class 1: 2·TP / (2·TP + FP + FN), 0 where that is 0 / 0.

    The harmonic mean of precision and recall. Source: van Rijsbergen 1979, chapter 7.
    """
    counts = confusion(predictions, labels)
    denominator = 2 * counts.true_positive + counts.false_positive + counts.false_negative
    return torch.tensor(2 * counts.true_positive / denominator if denominator else 0.0, dtype=torch.float64)


def wilson_interval(right: int, total: int, z: float = Z_95) -> tuple[float, float]:
    """The 95 % interval of a proportion `right / total` (z standard normal quantile).

    Source: Wilson 1927. Unlike p ± z·sqrt(p(1-p)/n) it never leaves [0, 1].
    """
    proportion = right / total
    centre = proportion + z * z / (2 * total)
    spread = z * (proportion * (1 - proportion) / total + z * z / (4 * total * total)) ** 0.5
    scale = 1 + z * z / total
    return (centre - spread) / scale, (centre + spread) / scale


def _examples() -> Iterator[tuple[Tensor, Tensor]]:
    generator = torch.Generator().manual_seed(42)
    yield torch.tensor([1, 0, 1, 1]), torch.tensor([1, 0, 0, 1])
    yield torch.tensor([0, 0]), torch.tensor([0, 0])
    for size in (1, 7, 872):
        yield tuple(torch.randint(0, 2, (2, size), generator=generator))


def _sklearn_accuracy(predictions: Tensor, labels: Tensor) -> Tensor:
    from sklearn.metrics import accuracy_score

    return torch.tensor(accuracy_score(labels, predictions), dtype=torch.float64)


def _sklearn_f1(predictions: Tensor, labels: Tensor) -> Tensor:
    from sklearn.metrics import f1_score

    return torch.tensor(f1_score(labels, predictions, zero_division=0), dtype=torch.float64)


TWINS = (
    Twin(
        name="accuracy",
        ours=accuracy,
        library=_sklearn_accuracy,
        call="accuracy_score(labels, predictions)",
        **documented("sklearn.metrics.accuracy_score"),
        examples=_examples,
        **in_double(),
    ),
    Twin(
        name="f1",
        ours=f1,
        library=_sklearn_f1,
        call="f1_score(labels, predictions)",
        **documented("sklearn.metrics.f1_score"),
        minimal=minimal_f1,
        examples=_examples,
        **in_double(),
    ),
)
