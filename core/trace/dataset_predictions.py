"""A classifier's predictions on a labelled dataset, with their confusion matrix and metrics."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.nn.batches import length_sorted_batches
from core.nn.metrics import Confusion, accuracy, confusion, f1, wilson_interval

BATCH = 32


@dataclass(frozen=True, eq=False)
class DatasetPredictions:
    """Logits (negative, positive) of B sentences, predicted classes (argmax), labels and metrics.

    `interval` is the 95 % Wilson interval of the accuracy.
    """

    logits: Float[Tensor, "B C"]
    predicted: Int[Tensor, "B"]
    labels: Int[Tensor, "B"]
    counts: Confusion
    accuracy: float
    f1: float
    interval: tuple[float, float]

    def of(self, outcome: str) -> list[int]:
        """Row indices of an outcome, such as "false_positive". Raises KeyError for another name."""
        predicted, label = {
            "true_positive": (1, 1),
            "false_positive": (1, 0),
            "false_negative": (0, 1),
            "true_negative": (0, 0),
        }[outcome]
        return [int(row) for row in ((self.predicted == predicted) & (self.labels == label)).nonzero()[:, 0]]

    def mistakes(self) -> list[int]:
        """Row indices of the wrong predictions; first those whose two logits are furthest apart."""
        wrong = (self.predicted != self.labels).nonzero()[:, 0]  # (M,)
        gaps = (self.logits[wrong, 1] - self.logits[wrong, 0]).abs()
        return [int(row) for row in wrong[gaps.argsort(descending=True, stable=True)]]


def predict_dataset(model: Any, sentences: Sequence[str], labels: Sequence[int]) -> DatasetPredictions:
    """Classify every sentence, in batches of similar length, and count the outcomes against the labels."""
    logits = torch.zeros(len(sentences), 2)  # (B, C)
    for rows in length_sorted_batches([len(sentence) for sentence in sentences], BATCH):
        for row, prediction in zip(rows, model.classify([sentences[row] for row in rows]), strict=True):
            logits[row] = torch.tensor(prediction.logits)
    predicted, truth = logits.argmax(dim=-1), torch.tensor(labels)  # (B,)
    counts = confusion(predicted, truth)
    right = counts.true_positive + counts.true_negative
    return DatasetPredictions(
        logits,
        predicted,
        truth,
        counts,
        accuracy(predicted, truth).item(),
        f1(predicted, truth).item(),
        wilson_interval(right, counts.total),
    )
