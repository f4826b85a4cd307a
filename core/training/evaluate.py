"""Judging a classifier on labelled sentences."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from core.nn.batches import length_sorted_batches, pad_rows
from core.nn.classification import cross_entropy
from core.nn.metrics import Confusion, accuracy, confusion, f1

EVALUATION_BATCH = 64


@dataclass(frozen=True)
class Evaluation:
    """Loss (nats), accuracy, binary F1 and the counts behind them."""

    loss: float
    accuracy: float
    f1: float
    confusion: Confusion

    def metrics(self) -> dict[str, float]:
        return {"dev_loss": self.loss, "accuracy": self.accuracy, "f1": self.f1}


@torch.inference_mode()
def logits_of(model: torch.nn.Module, rows: list[list[int]], pad_id: int) -> Float[Tensor, "B C"]:
    """Logits of every row of token ids, in order, computed in evaluation mode on batches of like length."""
    was_training = model.training
    model.eval()
    results: list[Tensor] = [torch.empty(0)] * len(rows)
    for numbers in length_sorted_batches([len(row) for row in rows], EVALUATION_BATCH):
        ids, mask = pad_rows([rows[i] for i in numbers], pad_id)
        for number, logits in zip(numbers, model(input_ids=ids, attention_mask=mask).logits, strict=True):
            results[number] = logits
    model.train(was_training)
    return torch.stack(results)  # (B, C)


def evaluate_logits(logits: Float[Tensor, "B C"], labels: list[int]) -> Evaluation:
    """Loss, accuracy and F1 of logits against the right labels."""
    predicted, truth = logits.argmax(dim=-1), torch.tensor(labels)
    return Evaluation(
        cross_entropy(logits.float(), truth).item(),
        accuracy(predicted, truth).item(),
        f1(predicted, truth).item(),
        confusion(predicted, truth),
    )
