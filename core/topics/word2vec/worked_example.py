"""One example of a batch worked out: scores, probabilities, truth, and the loss they make."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from core.topics.word2vec.concept import hidden
from core.topics.word2vec.run import Word2VecRun


@dataclass(frozen=True)
class WorkedExample:
    """The rows of the output matrix in the loss: the target and its negative samples, or all words."""

    rows: list[int]
    scores: Float[Tensor, "N"]  # u · h
    probabilities: Float[Tensor, "N"]
    truth: Float[Tensor, "N"]  # 1 for the target
    loss: float


def work_out(run: Word2VecRun, example: int) -> WorkedExample:
    """An example of the last batch by its number: by negative sampling (Mikolov et al. 2013) or softmax."""
    position = run.batch[example]
    target = int(run.targets[position])
    h = hidden(run.vectors, run.inputs[position][None, :])[0]  # (D,)
    sampling = run.settings.loss == "sampling"
    negatives = run.negatives[example].tolist() if sampling else []
    rows = [target, *negatives] if sampling else list(range(len(run.vocabulary.words)))
    scores = run.outputs[rows] @ h  # (N,)
    truth = torch.zeros(len(rows))
    truth[0 if sampling else target] = 1.0
    if sampling:
        probabilities = scores.sigmoid()
        loss = -torch.where(truth > 0, probabilities, 1 - probabilities).log().sum()
    else:
        probabilities = scores.softmax(0)
        loss = -probabilities[target].log()
    return WorkedExample(rows, scores, probabilities, truth, loss.item())
