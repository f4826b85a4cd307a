"""The encoder's forward pass with every intermediate tensor kept.

The steps are those of `core/nn/encoder.py`, by the same functions, laid out one after another; a test
holds that both give the same numbers, bit for bit.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from core.nn.attention import join_heads, mask_scores, project_to_heads, scaled_dot_product_scores
from core.nn.encoder import (
    EncoderShape,
    Mask,
    Weights,
    add_and_norm,
    allowed_keys,
    classify,
    dense,
    embedding_vectors,
    normalize,
    part_of,
    pool,
)
from core.nn.layers import gelu, softmax

# Every step of the forward pass in order, and the axes of what it yields.
EMBEDDING_STEPS = {
    "token": "B T D",
    "position": "B T D",
    "segment": "B T D",
    "sum": "B T D",
    "embedding_norm": "B T D",
}
LAYER_STEPS = {
    "queries": "B H T K",
    "keys": "B H S K",
    "values": "B H S K",
    "scores": "B H T S",
    "masked": "B H T S",
    "attention": "B H T S",
    "context": "B T D",
    "projection": "B T D",
    "attention_norm": "B T D",
    "expanded": "B T F",
    "activated": "B T F",
    "contracted": "B T D",
    "output": "B T D",
}
HEAD_STEPS = {"pooled": "B D", "logits": "B C", "probabilities": "B C"}

Steps = dict[str, Tensor]


@dataclass
class Trace:
    """Intermediate tensors of a forward pass: `trace.of("queries", layer=2)`."""

    tensors: Steps = field(default_factory=dict)

    def of(self, step: str, layer: int | None = None) -> Tensor:
        """A step's tensor; `layer` counts from 0 for the steps of `LAYER_STEPS`."""
        return self.tensors[step if layer is None else f"{layer}.{step}"]

    @property
    def size(self) -> int:
        """Of all tensors, in bytes; what several share counts once."""
        held = {tensor.untyped_storage().data_ptr(): tensor for tensor in self.tensors.values()}
        return sum(tensor.untyped_storage().nbytes() for tensor in held.values())


def trace_classifier(
    ids: Int[Tensor, "B T"],
    mask: Mask,
    weights: Weights,
    shape: EncoderShape,
    segments: Int[Tensor, "B T"] | None = None,
    keep: Collection[str] | None = None,
) -> Trace:
    """All steps from token ids to probabilities; `keep` names the encoder's steps to keep (None: all)."""
    x, trace = _encode(ids, mask, weights, shape, segments, keep)
    logits = classify(x, weights)  # (B, C)
    trace.tensors |= {"pooled": pool(x, weights), "logits": logits, "probabilities": softmax(logits)}
    return trace


def trace_encoder(
    ids: Int[Tensor, "B T"],
    mask: Mask,
    weights: Weights,
    shape: EncoderShape,
    segments: Int[Tensor, "B T"] | None = None,
    keep: Collection[str] | None = None,
) -> Trace:
    """All steps of embeddings and layers; `keep` names the steps to keep (None: all)."""
    return _encode(ids, mask, weights, shape, segments, keep)[1]


def _encode(
    ids: Tensor,
    mask: Mask,
    weights: Weights,
    shape: EncoderShape,
    segments: Tensor | None,
    keep: Collection[str] | None,
) -> tuple[Float[Tensor, "B T D"], Trace]:
    """The encoder's output, and the trace."""
    segments = torch.zeros_like(ids) if segments is None else segments
    steps = embedding_steps(ids, segments, part_of(weights, "bert.embeddings."), shape.epsilon)
    x, trace = steps["embedding_norm"], Trace(_only(steps, keep))  # (B, T, D)
    for layer in range(shape.layers):
        steps = layer_steps(x, allowed_keys(mask), part_of(weights, f"bert.encoder.layer.{layer}."), shape)
        trace.tensors |= {f"{layer}.{name}": tensor for name, tensor in _only(steps, keep).items()}
        x = steps["output"]  # (B, T, D)
    return x, trace


def _only(steps: Steps, keep: Collection[str] | None) -> Steps:
    return {name: tensor for name, tensor in steps.items() if keep is None or name in keep}


def embedding_steps(
    ids: Int[Tensor, "B T"], segments: Int[Tensor, "B T"], weights: Weights, epsilon: float
) -> Steps:
    """`embed` step by step."""
    token, position, segment = embedding_vectors(ids, segments, weights)  # (B, T, D) each
    total = token + position + segment  # (B, T, D)
    norm = normalize(total, weights, epsilon)  # (B, T, D)
    return {"token": token, "position": position, "segment": segment, "sum": total, "embedding_norm": norm}


def layer_steps(
    x: Float[Tensor, "B T D"], allowed: Bool[Tensor, "B 1 _ S"], weights: Weights, shape: EncoderShape
) -> Steps:
    """`encoder_layer` step by step."""
    attention, epsilon = part_of(weights, "attention."), shape.epsilon
    steps = attention_steps(x, allowed, part_of(attention, "self."), shape.heads)
    projection = dense(steps["context"], part_of(attention, "output."))  # (B, T, D)
    normed = add_and_norm(x, projection, part_of(attention, "output."), epsilon)  # (B, T, D)
    expanded = dense(normed, part_of(weights, "intermediate."))  # (B, T, F)
    activated = gelu(expanded)  # (B, T, F)
    contracted = dense(activated, part_of(weights, "output."))  # (B, T, D)
    output = add_and_norm(normed, contracted, part_of(weights, "output."), epsilon)  # (B, T, D)
    return steps | {
        "projection": projection,
        "attention_norm": normed,
        "expanded": expanded,
        "activated": activated,
        "contracted": contracted,
        "output": output,
    }


def attention_steps(
    x: Float[Tensor, "B T D"], allowed: Bool[Tensor, "B 1 _ S"], weights: Weights, heads: int
) -> Steps:
    """`multi_head_context` step by step."""
    queries, keys, values = project_to_heads(x, x, weights, heads)  # (B, H, T, K) each
    scores = scaled_dot_product_scores(queries, keys)  # (B, H, T, S)
    masked = mask_scores(scores, allowed)  # (B, H, T, S)
    attention = softmax(masked)  # (B, H, T, S)
    return {
        "queries": queries,
        "keys": keys,
        "values": values,
        "scores": scores,
        "masked": masked,
        "attention": attention,
        "context": join_heads(attention @ values),  # (B, T, D)
    }
