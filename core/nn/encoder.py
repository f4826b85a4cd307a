"""BERT's encoder and classifier from scratch: pure functions over a dictionary of weights.

The weights keep the names they have in the checkpoint's file, so any BERT of the catalog can be
opened. `core/trace/encoder_trace.py` runs the same steps and keeps every intermediate tensor.
Source: Vaswani et al. 2017 (sections 3.1–3.3); Devlin et al. 2019 (section 3).
"""

from collections.abc import Mapping, Sequence

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from core.nn.attention import multi_head_context
from core.nn.encoder_shape import EncoderShape
from core.nn.layers import gelu, layer_norm, linear

Weights = Mapping[str, Tensor]
Mask = Int[Tensor, "B S"] | Int[Tensor, "B T S"]  # 1 where one may look, for all tokens or for each


def embed(
    ids: Int[Tensor, "B T"], segments: Int[Tensor, "B T"], weights: Weights, epsilon: float
) -> Float[Tensor, "B T D"]:
    """Input embeddings: LayerNorm(token + position + segment). Source: Devlin et al. 2019, figure 2."""
    token, position, segment = embedding_vectors(ids, segments, weights)  # (B, T, D) each
    return normalize(token + position + segment, weights, epsilon)  # (B, T, D)


def embedding_vectors(
    ids: Int[Tensor, "B T"], segments: Int[Tensor, "B T"], weights: Weights
) -> tuple[Float[Tensor, "B T D"], Float[Tensor, "B T D"], Float[Tensor, "B T D"]]:
    """Rows of the three tables: by token id, by position from 0, by segment number."""
    token = weights["word_embeddings.weight"][ids]  # (B, T, D)
    position = weights["position_embeddings.weight"][: ids.shape[1]].expand_as(token)  # (B, T, D)
    segment = weights["token_type_embeddings.weight"][segments]  # (B, T, D)
    return token, position, segment


def normalize(x: Float[Tensor, "B T D"], weights: Weights, epsilon: float) -> Float[Tensor, "B T D"]:
    """LayerNorm with the checkpoint's γ (`weight`) and β (`bias`)."""
    return layer_norm(x, weights["LayerNorm.weight"], weights["LayerNorm.bias"], epsilon)


def dense(x: Float[Tensor, "... I"], weights: Weights) -> Float[Tensor, "... O"]:
    """Linear map by the checkpoint's `dense.weight` (O I) and `dense.bias` (O)."""
    return linear(x, weights["dense.weight"], weights["dense.bias"])


def allowed_keys(mask: Mask) -> Bool[Tensor, "B 1 _ S"]:
    """A mask of ones and zeros as attention takes it: True where one may look, the same for all heads."""
    return (mask[:, None, None, :] if mask.ndim == 2 else mask[:, None]) != 0  # (B, 1, 1 or T, S)


def self_attention(
    x: Float[Tensor, "B T D"], mask: Mask, weights: Weights, heads: int
) -> Float[Tensor, "B T D"]:
    """Multi-head scaled dot-product self-attention, before its output map (Vaswani et al. 2017, 3.2).

    `mask` is 1 for a token and 0 for padding, which no token may look at; with a row for each query, it
    can hide a key from some and show it to others.
    """
    return multi_head_context(x, x, part_of(weights, "self."), heads, allowed_keys(mask))  # (B, T, D)


def feed_forward(x: Float[Tensor, "B T D"], weights: Weights) -> Float[Tensor, "B T D"]:
    """Position-wise feed-forward network: linear D→F, GELU, linear F→D (Vaswani et al. 2017, 3.3)."""
    expanded = dense(x, part_of(weights, "intermediate."))  # (B, T, F)
    return dense(gelu(expanded), part_of(weights, "output."))  # (B, T, D)


def encoder_layer(
    x: Float[Tensor, "B T D"], mask: Mask, weights: Weights, shape: EncoderShape
) -> Float[Tensor, "B T D"]:
    """Self-attention, add & norm, feed-forward, add & norm: post-norm, as in Vaswani et al. 2017, 3.1."""
    attention = part_of(weights, "attention.")
    context = self_attention(x, mask, attention, shape.heads)  # (B, T, D)
    projection = dense(context, part_of(attention, "output."))  # (B, T, D)
    x = add_and_norm(x, projection, part_of(attention, "output."), shape.epsilon)  # (B, T, D)
    return add_and_norm(x, feed_forward(x, weights), part_of(weights, "output."), shape.epsilon)


def add_and_norm(
    x: Float[Tensor, "B T D"], change: Float[Tensor, "B T D"], weights: Weights, epsilon: float
) -> Float[Tensor, "B T D"]:
    """Residual connection and LayerNorm: LayerNorm(x + change)."""
    return normalize(x + change, weights, epsilon)


def encode(
    ids: Int[Tensor, "B T"],
    mask: Mask,
    weights: Weights,
    shape: EncoderShape,
    segments: Int[Tensor, "B T"] | None = None,
    layers: Sequence[int] | None = None,
) -> Float[Tensor, "B T D"]:
    """Token ids to one hidden state for each token; `layers` names those to run (None: all)."""
    segments = torch.zeros_like(ids) if segments is None else segments
    x = embed(ids, segments, part_of(weights, "bert.embeddings."), shape.epsilon)  # (B, T, D)
    for layer in range(shape.layers) if layers is None else layers:
        x = encoder_layer(x, mask, part_of(weights, f"bert.encoder.layer.{layer}."), shape)  # (B, T, D)
    return x


def pool(x: Float[Tensor, "B T D"], weights: Weights) -> Float[Tensor, "B D"]:
    """Pooled output: tanh(x₀ Wᵀ + b) of the hidden state of [CLS]."""
    return dense(x[:, 0], part_of(weights, "bert.pooler.")).tanh()


def classify(x: Float[Tensor, "B T D"], weights: Weights) -> Float[Tensor, "B C"]:
    """The encoder's output to one logit for each class: a linear map of the pooled output."""
    return linear(pool(x, weights), weights["classifier.weight"], weights["classifier.bias"])  # (B, C)


def bert_classifier(
    ids: Int[Tensor, "B T"],
    mask: Mask,
    weights: Weights,
    shape: EncoderShape,
    segments: Int[Tensor, "B T"] | None = None,
    layers: Sequence[int] | None = None,
) -> Float[Tensor, "B C"]:
    """The whole forward pass: token ids to logits."""
    return classify(encode(ids, mask, weights, shape, segments, layers), weights)


def part_of(weights: Weights, prefix: str) -> dict[str, Tensor]:
    """The weights whose names begin with `prefix`, without it."""
    return {name.removeprefix(prefix): tensor for name, tensor in weights.items() if name.startswith(prefix)}
