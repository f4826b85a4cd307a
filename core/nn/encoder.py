"""BERT's encoder and classifier from scratch: pure functions over a dictionary of weights.

The weights keep the names they have in the checkpoint's file, so any BERT of the catalog can be
opened. Ask for a trace and every intermediate tensor is kept, under the names of `AXES`.
Source: Vaswani et al. 2017 (sections 3.1–3.3); Devlin et al. 2019 (section 3).
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import torch
from jaxtyping import Float, Int
from torch import Tensor

Weights = Mapping[str, Tensor]
Mask = Int[Tensor, "B S"] | Int[Tensor, "B T S"]  # 1 where one may look, for all tokens or for each
Note = Callable[[str, Tensor], Tensor]  # is told a name and a tensor, and gives the tensor back

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


@dataclass(frozen=True)
class EncoderShape:
    """What the weights alone do not tell: how many layers and heads, and LayerNorm's ε."""

    layers: int
    heads: int
    epsilon: float = 1e-12


@dataclass
class Trace:
    """Every intermediate tensor of a forward pass: `trace.of("queries", layer=2)`."""

    tensors: dict[str, Tensor] = field(default_factory=dict)

    def note(self, name: str, value: Tensor) -> Tensor:
        """Keep a tensor and give it back."""
        self.tensors[name] = value
        return value

    def of(self, step: str, layer: int | None = None) -> Tensor:
        """A step's tensor; `layer` counts from 0 for the steps of `LAYER_STEPS`."""
        return self.tensors[step if layer is None else f"{layer}.{step}"]


def ignore(name: str, value: Tensor) -> Tensor:
    """Keep nothing."""
    return value


def linear(x: Float[Tensor, "... I"], weight: Float[Tensor, "O I"], bias: Float[Tensor, "O"]) -> Tensor:
    """x Wᵀ + b: each output is a weighted sum of all inputs. Shape (..., O)."""
    return x @ weight.T + bias


def layer_norm(
    x: Float[Tensor, "... D"], gain: Float[Tensor, "D"], shift: Float[Tensor, "D"], epsilon: float
) -> Tensor:
    """Each token's vector to mean 0 and variance 1, then times γ plus β. Source: Ba et al. 2016."""
    mean = x.mean(dim=-1, keepdim=True)  # (..., 1)
    variance = ((x - mean) ** 2).mean(dim=-1, keepdim=True)  # (..., 1)
    return (x - mean) / (variance + epsilon).sqrt() * gain + shift  # (..., D)


def gelu(x: Tensor) -> Tensor:
    """x · Φ(x), Φ being the standard normal distribution function. Source: Hendrycks & Gimpel 2016."""
    return x * 0.5 * (1 + torch.erf(x / math.sqrt(2)))


def softmax(scores: Tensor) -> Tensor:
    """exp(s) / Σ exp(s) along the last axis, shifted so that exp cannot overflow."""
    exponentials = (scores - scores.max(dim=-1, keepdim=True).values).exp()
    return exponentials / exponentials.sum(dim=-1, keepdim=True)


def split_heads(x: Float[Tensor, "B T D"], heads: int) -> Float[Tensor, "B H T K"]:
    """Cut each vector into one piece per head."""
    B, T, D = x.shape
    return x.reshape(B, T, heads, D // heads).transpose(1, 2)  # (B, H, T, K)


def join_heads(x: Float[Tensor, "B H T K"]) -> Float[Tensor, "B T D"]:
    """Put the heads' pieces side by side again."""
    B, H, T, K = x.shape
    return x.transpose(1, 2).reshape(B, T, H * K)  # (B, T, D)


def embed(
    ids: Int[Tensor, "B T"],
    segments: Int[Tensor, "B T"],
    weights: Weights,
    epsilon: float,
    note: Note = ignore,
) -> Float[Tensor, "B T D"]:
    """Look up three vectors for each token, add them, normalise: what the first layer reads."""
    table = {kind: weights[f"{kind}_embeddings.weight"] for kind in ("word", "position", "token_type")}
    token = note("token", table["word"][ids])  # (B, T, D)
    position = note("position", table["position"][: ids.shape[1]].expand_as(token))  # (B, T, D)
    segment = note("segment", table["token_type"][segments])  # (B, T, D)
    total = note("sum", token + position + segment)  # (B, T, D)
    normed = layer_norm(total, weights["LayerNorm.weight"], weights["LayerNorm.bias"], epsilon)
    return note("embedding_norm", normed)  # (B, T, D)


def self_attention(
    x: Float[Tensor, "B T D"], mask: Mask, weights: Weights, heads: int, note: Note = ignore
) -> Float[Tensor, "B T D"]:
    """Every token asks (Q) every token (K) and takes a weighted mean of what they offer (V).

    `mask` is 1 for a token and 0 for padding, which nobody may look at; with a row for each token that
    looks, it can hide a key from some and show it to others.
    """
    queries, keys, values = (
        note(
            name, split_heads(linear(x, weights[f"self.{part}.weight"], weights[f"self.{part}.bias"]), heads)
        )
        for name, part in (("queries", "query"), ("keys", "key"), ("values", "value"))
    )  # (B, H, T, K) each
    scores = note("scores", queries @ keys.transpose(-1, -2) / math.sqrt(queries.shape[-1]))  # (B, H, T, S)
    seen = mask[:, None, None, :] if mask.ndim == 2 else mask[:, None]  # (B, 1, 1 or T, S)
    forbidden = seen == 0
    masked = note("masked", scores.masked_fill(forbidden, torch.finfo(scores.dtype).min))  # (B, H, T, S)
    attention = note("attention", softmax(masked))  # (B, H, T, S)
    return note("context", join_heads(attention @ values))  # (B, T, D)


def feed_forward(x: Float[Tensor, "B T D"], weights: Weights, note: Note = ignore) -> Float[Tensor, "B T D"]:
    """Each token by itself: widen to F, bend with GELU, narrow to D."""
    widen, narrow = part_of(weights, "intermediate.dense."), part_of(weights, "output.dense.")
    wide = note("expanded", linear(x, widen["weight"], widen["bias"]))  # (B, T, F)
    bent = note("activated", gelu(wide))  # (B, T, F)
    return note("contracted", linear(bent, narrow["weight"], narrow["bias"]))  # (B, T, D)


def encoder_layer(
    x: Float[Tensor, "B T D"],
    mask: Mask,
    weights: Weights,
    shape: EncoderShape,
    note: Note = ignore,
) -> Float[Tensor, "B T D"]:
    """Attention, add & norm, feed-forward, add & norm."""
    mixing = part_of(weights, "attention.")
    context = self_attention(x, mask, mixing, shape.heads, note)  # (B, T, D)
    projected = linear(context, mixing["output.dense.weight"], mixing["output.dense.bias"])
    x = add_and_norm(x, note("projection", projected), part_of(mixing, "output."), shape.epsilon)
    x = note("attention_norm", x)  # (B, T, D)
    x = add_and_norm(x, feed_forward(x, weights, note), part_of(weights, "output."), shape.epsilon)
    return note("output", x)  # (B, T, D)


def add_and_norm(
    x: Float[Tensor, "B T D"], change: Float[Tensor, "B T D"], weights: Weights, epsilon: float
) -> Float[Tensor, "B T D"]:
    """What came in plus what was worked out, normalised."""
    return layer_norm(x + change, weights["LayerNorm.weight"], weights["LayerNorm.bias"], epsilon)


def encode(
    ids: Int[Tensor, "B T"],
    mask: Mask,
    weights: Weights,
    shape: EncoderShape,
    segments: Int[Tensor, "B T"] | None = None,
    layers: Sequence[int] | None = None,
    note: Note = ignore,
) -> Float[Tensor, "B T D"]:
    """Token ids to one vector for each token; `layers` leaves out those not named."""
    segments = torch.zeros_like(ids) if segments is None else segments
    x = embed(ids, segments, part_of(weights, "bert.embeddings."), shape.epsilon, note)  # (B, T, D)
    for layer in range(shape.layers) if layers is None else layers:
        own = part_of(weights, f"bert.encoder.layer.{layer}.")
        x = encoder_layer(x, mask, own, shape, within(note, layer))  # (B, T, D)
    return x


def pool(x: Float[Tensor, "B T D"], weights: Weights) -> Float[Tensor, "B D"]:
    """The vector of [CLS] through one more layer: tanh(x₀ Wᵀ + b)."""
    return linear(x[:, 0], weights["bert.pooler.dense.weight"], weights["bert.pooler.dense.bias"]).tanh()


def classify(x: Float[Tensor, "B T D"], weights: Weights, note: Note = ignore) -> Float[Tensor, "B C"]:
    """The encoder's output to one logit for each class."""
    pooled = note("pooled", pool(x, weights))  # (B, D)
    logits = linear(pooled, weights["classifier.weight"], weights["classifier.bias"])  # (B, C)
    note("logits", logits)
    note("probabilities", softmax(logits))  # (B, C)
    return logits


def bert_classifier(
    ids: Int[Tensor, "B T"],
    mask: Mask,
    weights: Weights,
    shape: EncoderShape,
    segments: Int[Tensor, "B T"] | None = None,
    layers: Sequence[int] | None = None,
    note: Note = ignore,
) -> Float[Tensor, "B C"]:
    """The whole forward pass: token ids to logits; give `Trace().note` to keep every step."""
    return classify(encode(ids, mask, weights, shape, segments, layers, note), weights, note)


def within(note: Note, layer: int) -> Note:
    """The same note, its names prefixed with a layer's number."""
    return lambda name, value: note(f"{layer}.{name}", value)


def part_of(weights: Weights, prefix: str) -> dict[str, Tensor]:
    """The weights whose names begin with `prefix`, without it."""
    return {name.removeprefix(prefix): tensor for name, tensor in weights.items() if name.startswith(prefix)}
