"""What a traced pass says of who takes from whom: attention, contribution and rollout."""

import torch
from jaxtyping import Float
from torch import Tensor

from core.concepts.rollout import attention_rollout, contribution
from core.explain.walk import Walk


def attention_of(walk: Walk) -> Float[Tensor, "L H T T"]:
    """Every head's attention of the traced sentence."""
    return torch.cat([walk.trace.of("attention", layer) for layer in range(walk.opened.shape.layers)])


def rollout_of(walk: Walk) -> Float[Tensor, "L T T"]:
    """Shares of the embeddings in each token after each layer."""
    return attention_rollout(attention_of(walk))


def contribution_of(walk: Walk, layer: int) -> Float[Tensor, "H T T"]:
    """Length of what each token adds to another through each head of a layer (from 0)."""
    output_map = walk.opened.weights[f"bert.encoder.layer.{layer}.attention.output.dense.weight"]
    attention, values = (walk.trace.of(step, layer)[0] for step in ("attention", "values"))
    return contribution(attention, values, output_map)


def contributions_of(walk: Walk) -> Float[Tensor, "L H T T"]:
    """The same for every layer."""
    return torch.stack([contribution_of(walk, layer) for layer in range(walk.opened.shape.layers)])


def from_first(walk: Walk, measure: str) -> Float[Tensor, "L T"]:
    """What [CLS] takes from each token, layer by layer, as shares that add up to 1.

    `attention` and `contribution` are summed over the heads of each layer; `rollout` goes back to
    the embeddings through all layers before.
    """
    if measure == "rollout":
        return rollout_of(walk)[:, 0]  # (L, T)
    maps = attention_of(walk) if measure == "attention" else contributions_of(walk)
    taken = maps[:, :, 0].sum(dim=1)  # (L, T)
    return taken / taken.sum(dim=-1, keepdim=True)
