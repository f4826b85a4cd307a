"""Single numbers of a translation, worked out: a cross-attention weight, a smoothed loss."""

import math
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from core.nn.attention import project_to_heads
from core.topics.transformer.concept import Weights


@dataclass(frozen=True)
class CrossCell:
    """A cross-attention weight and what it is made of; all lists have one number a source word."""

    query: Float[Tensor, "K"]
    key: Float[Tensor, "K"]
    product: float  # q · k
    scores: list[float]  # q · k / √K
    weights: list[float]

    @property
    def largest(self) -> float:
        return max(self.scores)

    @property
    def total(self) -> float:
        """The sum of the exponentials, the largest score taken off."""
        return sum(math.exp(score - self.largest) for score in self.scores)


def cross_cell(
    x: Float[Tensor, "T D"],
    memory: Float[Tensor, "S D"],
    weights: Weights,
    heads: int,
    head: int,
    cell: tuple[int, int],
) -> CrossCell:
    """The weight of source word s for piece t in one head; `cell` is (t, s)."""
    t, s = cell
    queries, keys, _ = project_to_heads(x[None], memory[None], weights, heads)
    query, key = queries[0, head, t], keys[0, head, s]  # (K,) each
    scores = keys[0, head] @ query / math.sqrt(len(query))  # (S,)
    shares = torch.softmax(scores, dim=0)
    return CrossCell(query, key, float(query @ key), scores.tolist(), shares.tolist())


@dataclass(frozen=True)
class SmoothedCell:
    """The loss of one place under a smoothed target."""

    true: float  # the true piece's probability
    hard: float  # −log of it
    mean: float  # the mean of −log p over all pieces
    loss: float


def smoothed_cell(probabilities: Float[Tensor, "V"], target: int, smoothing: float) -> SmoothedCell:
    """(1 − ε) · −log p(true) + ε · the mean of −log p over all pieces."""
    nats = -probabilities.double().clamp(min=1e-30).log()  # (V,)
    hard, mean = nats[target].item(), nats.mean().item()
    return SmoothedCell(probabilities[target].item(), hard, mean, (1 - smoothing) * hard + smoothing * mean)
