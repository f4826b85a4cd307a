"""A padded batch of a few sentences on its way through the encoder; every head's attention is kept."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from core.models.bert.weights import OpenedModel, PaddedBatch
from core.nn.encoder import bert_classifier
from core.nn.layers import softmax
from core.trace.encoder_trace import Trace, trace_encoder

TRACED_STEPS = ("queries", "keys", "values", "scores")


@dataclass(frozen=True)
class TracedBatch:
    """Sentences padded to the longest of them, and each layer's queries, keys, values and scores."""

    opened: OpenedModel
    batch: PaddedBatch
    trace: Trace

    @property
    def real(self) -> Bool[Tensor, "B T"]:
        return self.batch.mask.bool()

    def head(self, step: str, layer: int, head: int, row: int) -> Float[Tensor, "T X"]:
        """A head's tensor for one sentence; layers and heads count from 0."""
        return self.trace.of(step, layer)[row, head]


@torch.inference_mode()
def trace_batch(opened: OpenedModel, sentences: Sequence[str], limit: int) -> TracedBatch:
    """One forward pass; longer sentences are cut to `limit` tokens. Raises SentiscopeError("text_empty")."""
    whole = opened.several(sentences, limit)
    T = int(whole.mask.sum(dim=1).max())
    batch = PaddedBatch(whole.ids[:, :T], whole.mask[:, :T], tuple(row[:T] for row in whole.tokens))
    trace = trace_encoder(batch.ids, batch.mask, opened.weights, opened.shape, keep=TRACED_STEPS)
    return TracedBatch(opened, batch, trace)


@torch.inference_mode()
def probability_under(traced: TracedBatch, row: int, mask: Bool[Tensor, "T S"]) -> float:
    """Probability of positive for one sentence when all heads of all layers obey this mask."""
    opened = traced.opened
    logits = bert_classifier(
        traced.batch.ids[row : row + 1], mask[None].long(), opened.weights, opened.shape
    )  # (1, 2)
    return softmax(logits)[0, opened.positive].item()
