"""What flows from token to token in a traced pass: attention, contribution and rollout."""

import torch
from jaxtyping import Float
from torch import Tensor

from core.nn.attention_rollout import attention_rollout, contribution
from core.trace.trace import TracedForward


def attention_of(traced: TracedForward) -> Float[Tensor, "L H T T"]:
    """Every head's attention of the traced sentence."""
    return torch.cat([traced.trace.of("attention", layer) for layer in range(traced.opened.shape.layers)])


def rollout_of(traced: TracedForward) -> Float[Tensor, "L T T"]:
    """Proportion of each input embedding in each token after each layer."""
    return attention_rollout(attention_of(traced))


def contribution_of(traced: TracedForward, layer: int) -> Float[Tensor, "H T T"]:
    """Length of what each token adds to another through each head of a layer (from 0)."""
    output_map = traced.opened.weights[f"bert.encoder.layer.{layer}.attention.output.dense.weight"]
    attention, values = (traced.trace.of(step, layer)[0] for step in ("attention", "values"))
    return contribution(attention, values, output_map)


def contributions_of(traced: TracedForward) -> Float[Tensor, "L H T T"]:
    """The same for every layer."""
    return torch.stack([contribution_of(traced, layer) for layer in range(traced.opened.shape.layers)])


def from_first(traced: TracedForward, measure: str) -> Float[Tensor, "L T"]:
    """What [CLS] takes from each token, layer by layer, as proportions that add up to 1.

    `attention` and `contribution` are summed over the heads of each layer; `rollout` goes back to
    the embeddings through all layers before.
    """
    if measure == "rollout":
        return rollout_of(traced)[:, 0]  # (L, T)
    maps = attention_of(traced) if measure == "attention" else contributions_of(traced)
    taken = maps[:, :, 0].sum(dim=1)  # (L, T)
    return taken / taken.sum(dim=-1, keepdim=True)
