"""One example of a batch worked out: forward to the loss it makes, and back to what it moves."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from core.topics.word2vec.concept import PADDING, hidden, sampled_rows, softmax_rows
from core.topics.word2vec.run import Word2VecRun


@dataclass(frozen=True)
class WorkedExample:
    """The rows of the output matrix in the loss: the target and its negative samples, or all words."""

    inputs: list[int]  # rows of the input matrix
    hidden: Float[Tensor, "D"]
    rows: list[int]
    scores: Float[Tensor, "N"]  # u · h
    probabilities: Float[Tensor, "N"]
    truth: Float[Tensor, "N"]  # 1 for the target
    loss: float  # nats
    d_hidden: Float[Tensor, "D"]  # gradient of the loss; each input vector takes an equal part
    to_hidden: Float[Tensor, "N D"]  # what each row adds to it: (p − y) u
    d_outputs: Float[Tensor, "N D"]  # gradient at each row: (p − y) h


def work_out(run: Word2VecRun, example: int) -> WorkedExample:
    """An example of the last batch by its number: by negative sampling (Mikolov et al. 2013) or softmax."""
    position = run.batch[example : example + 1]
    batch = run.vectors, run.outputs, run.inputs[position], run.targets[position]
    h = hidden(run.vectors, run.inputs[position])[0]  # (D,)
    sampling = run.settings.loss == "sampling"
    back = sampled_rows(*batch, run.negatives[example : example + 1]) if sampling else softmax_rows(*batch)
    rows = back.rows[0]  # (N,)
    scores = run.outputs[rows] @ h  # (N,)
    probabilities = scores.sigmoid() if sampling else scores.softmax(0)
    truth = torch.zeros(len(rows))
    truth[0 if sampling else run.targets[position]] = 1.0
    return WorkedExample(
        inputs=[row for row in run.inputs[position][0].tolist() if row != PADDING],
        hidden=h,
        rows=rows.tolist(),
        scores=scores,
        probabilities=probabilities,
        truth=truth,
        loss=back.loss.item(),
        d_hidden=back.hidden[0],
        to_hidden=(probabilities - truth)[:, None] * run.outputs[rows],
        d_outputs=back.outputs[0],
    )
