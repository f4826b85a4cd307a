"""The shipped classifier with some of its parts given by a learner: the rung `use`, and the capstone.

The weights are read from their safetensors file alone, without transformers: a warm process holds them.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.exercises.exercise import Harness
from core.models.catalog import MAIN_MODEL, WEIGHTS
from core.models.locate import locate
from core.nn import attention as heads
from core.nn import layers
from core.nn.encoder import Weights, allowed_keys, embedding_vectors, part_of
from core.nn.encoder_shape import EncoderShape

# "a fine film ." and "not a fine film at all ." in BERT's uncased vocabulary; the first one is padded
EXAMPLE_IDS = (
    (101, 1037, 2986, 2143, 1012, 102, 0, 0, 0),
    (101, 2025, 1037, 2986, 2143, 2012, 2035, 1012, 102),
)


def _pool(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return layers.linear(x[:, 0], weight, bias).tanh()


@dataclass(frozen=True)
class Parts:
    """What the encoder is put together from; each can be a learner's own.

    linear(x, weight, bias), layer_norm(x, weight, bias, epsilon), gelu(x),
    attention(queries, keys, values, allowed) on heads side by side, split_heads(x, heads), join_heads(x),
    pooler(x, weight, bias) of all tokens' vectors.
    """

    linear: Callable[..., Tensor] = layers.linear
    layer_norm: Callable[..., Tensor] = layers.layer_norm
    gelu: Callable[..., Tensor] = layers.gelu
    attention: Callable[..., Tensor] = heads.scaled_dot_product_attention
    split_heads: Callable[..., Tensor] = heads.split_heads
    join_heads: Callable[..., Tensor] = heads.join_heads
    pooler: Callable[..., Tensor] = _pool


PARTS = tuple(field.name for field in fields(Parts))


@cache
def opened() -> tuple[dict[str, Tensor], EncoderShape]:
    """The shipped classifier's weights in float32, and its shape. Error: that of `locate`."""
    from safetensors.torch import load_file

    folder = locate(MAIN_MODEL).folder
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    weights = {name: tensor.float() for name, tensor in load_file(folder / WEIGHTS).items()}
    shape = EncoderShape(config["num_hidden_layers"], config["num_attention_heads"], config["layer_norm_eps"])
    return weights, shape


def logits(parts: Parts, ids: Int[Tensor, "B T"], mask: Int[Tensor, "B T"]) -> Float[Tensor, "B C"]:
    """Token ids to logits by the given parts. Source: Devlin et al. 2019, section 3."""
    weights, shape = opened()
    segments = torch.zeros_like(ids)  # (B, T)
    vectors = embedding_vectors(ids, segments, part_of(weights, "bert.embeddings."))
    x = _normalized(parts, sum(vectors), part_of(weights, "bert.embeddings."), shape.epsilon)  # (B, T, D)
    for layer in range(shape.layers):
        x = _layer(parts, x, mask, part_of(weights, f"bert.encoder.layer.{layer}."), shape)  # (B, T, D)
    pooler = part_of(weights, "bert.pooler.dense.")
    pooled = parts.pooler(x, pooler["weight"], pooler["bias"])  # (B, D)
    return parts.linear(pooled, weights["classifier.weight"], weights["classifier.bias"])  # (B, C)


def with_part(name: str) -> Harness:
    """A harness that runs the whole classifier with one part of it, by its name in `Parts`, the learner's.

    It is called with token ids and the mask that is 0 at padding, (B, T) each.
    """

    def run(function: Callable[..., Any], ids: Tensor, mask: Tensor) -> Tensor:
        with torch.inference_mode():
            return logits(Parts(**{name: function}), ids, mask)

    return Harness(opened, run)


ATTENTION = with_part("attention")
LAYER_NORM = with_part("layer_norm")
GELU = with_part("gelu")
LINEAR = with_part("linear")
SPLIT_HEADS = with_part("split_heads")
JOIN_HEADS = with_part("join_heads")
POOLER = with_part("pooler")


def example() -> tuple[Tensor, Tensor]:
    """Two sentences' ids and their mask, (B, T) each."""
    ids = torch.tensor(EXAMPLE_IDS)
    return ids, (ids != 0).long()


def _layer(parts: Parts, x: Tensor, mask: Tensor, weights: Weights, shape: EncoderShape) -> Tensor:
    own = part_of(weights, "attention.")
    queries, keys, values = (
        parts.split_heads(parts.linear(x, own[f"self.{part}.weight"], own[f"self.{part}.bias"]), shape.heads)
        for part in ("query", "key", "value")
    )  # (B, H, T, K) each
    context = parts.join_heads(parts.attention(queries, keys, values, allowed_keys(mask)))  # (B, T, D)
    projection = _dense(parts, context, part_of(own, "output."))  # (B, T, D)
    x = _normalized(parts, x + projection, part_of(own, "output."), shape.epsilon)  # (B, T, D)
    expanded = parts.gelu(_dense(parts, x, part_of(weights, "intermediate.")))  # (B, T, F)
    output = part_of(weights, "output.")
    return _normalized(parts, x + _dense(parts, expanded, output), output, shape.epsilon)  # (B, T, D)


def _dense(parts: Parts, x: Tensor, weights: Weights) -> Tensor:
    return parts.linear(x, weights["dense.weight"], weights["dense.bias"])


def _normalized(parts: Parts, x: Any, weights: Weights, epsilon: float) -> Tensor:
    return parts.layer_norm(x, weights["LayerNorm.weight"], weights["LayerNorm.bias"], epsilon)
