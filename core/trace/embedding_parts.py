"""The three embeddings one by one: how long their vectors are, and what is lost without one."""

import torch
from jaxtyping import Float
from torch import Tensor

from core.nn.encoder import bert_classifier
from core.nn.layers import softmax
from core.trace.trace import TracedForward

PARTS = ("token", "position", "segment", "sum")
TABLES = {"positions": "position", "segments": "token_type"}


def norms(traced: TracedForward) -> Float[Tensor, "4 T"]:
    """Length of each token's token, position and segment vector, and of their sum."""
    return torch.stack([traced.trace.of(part)[0].norm(dim=-1) for part in PARTS])


@torch.inference_mode()
def without(traced: TracedForward, part: str) -> float:
    """Probability of positive with the table of `positions` or `segments` set to zero."""
    name = f"bert.embeddings.{TABLES[part]}_embeddings.weight"
    weights = {**traced.opened.weights, name: torch.zeros_like(traced.opened.weights[name])}
    inputs = traced.inputs
    logits = bert_classifier(
        inputs.ids, inputs.mask, weights, traced.opened.shape, segments=inputs.segments
    )  # (1, 2)
    return softmax(logits)[0, traced.opened.positive].item()


def position_similarity(traced: TracedForward, step: int = 1) -> Float[Tensor, "P P"]:
    """Cosine of every learned position with every other, each `step`-th of them."""
    table = traced.opened.weights["bert.embeddings.position_embeddings.weight"][::step]
    directions = table / table.norm(dim=-1, keepdim=True)
    return directions @ directions.T  # (P, P)


def segment_vectors(traced: TracedForward) -> Float[Tensor, "2 D"]:
    """The learned vectors of the first and of the second segment."""
    return traced.opened.weights["bert.embeddings.token_type_embeddings.weight"]
