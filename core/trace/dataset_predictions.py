"""What a classifier says of many labelled sentences at once, and the counts that follow."""

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
class Judged:
    """Logits (negative, positive) of N sentences, the class said (argmax), the label, and all counts."""

    logits: Float[Tensor, "B C"]
    said: Int[Tensor, "B"]
    labels: Int[Tensor, "B"]
    counts: Confusion
    accuracy: float
    f1: float
    interval: tuple[float, float]  # 95 %, of the accuracy

    def of(self, outcome: str) -> list[int]:
        """The rows of one of the four outcomes."""
        said, label = {
            "true_positive": (1, 1),
            "false_positive": (1, 0),
            "false_negative": (0, 1),
            "true_negative": (0, 0),
        }[outcome]
        return [int(row) for row in ((self.said == said) & (self.labels == label)).nonzero()[:, 0]]


def judge_all(model: Any, sentences: Sequence[str], labels: Sequence[int]) -> Judged:
    """Ask a classifier about every sentence, like lengths together."""
    logits = torch.zeros(len(sentences), 2)  # (B, C)
    for rows in length_sorted_batches([len(sentence) for sentence in sentences], BATCH):
        for row, prediction in zip(rows, model.classify([sentences[row] for row in rows]), strict=True):
            logits[row] = torch.tensor(prediction.logits)
    said, truth = logits.argmax(dim=-1), torch.tensor(labels)  # (B,)
    counts = confusion(said, truth)
    right = counts.true_positive + counts.true_negative
    return Judged(
        logits,
        said,
        truth,
        counts,
        accuracy(said, truth).item(),
        f1(said, truth).item(),
        wilson_interval(right, counts.total),
    )
