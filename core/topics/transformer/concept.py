"""The Transformer of 2017, from scratch: an encoder reads, a decoder writes and looks back at what was read.

Source: Vaswani et al. 2017, "Attention is all you need". Weights come by name; the parts of one
attention are called as in `core.nn.attention`.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from core.nn.attention import multi_head_context, scaled_dot_product_attention
from core.nn.layers import layer_norm, linear
from core.nn.masks import causal
from core.topics.positions.concept import sinusoidal

Weights = Mapping[str, Tensor]
EPSILON = 1e-5  # LayerNorm's, as torch has it


@dataclass(frozen=True)
class Shape:
    """What the weights do not say: how many heads, and how many layers each tower has."""

    heads: int = 4
    layers: int = 3


def shift_right(target: Int[Tensor, "B T"], start: int) -> Int[Tensor, "B T"]:
    """What the decoder reads while it learns to write `target`: [START], then all pieces but the last.

    So the piece at t is guessed from those before it. Source: Vaswani et al. 2017, figure 1, "outputs
    (shifted right)".
    """
    first = torch.full_like(target[:, :1], start)  # (B, 1)
    return torch.cat([first, target[:, :-1]], dim=1)  # (B, T)


def cross_attention(
    x: Float[Tensor, "B T D"],
    memory: Float[Tensor, "B S D"],
    weights: Weights,
    heads: int,
    real: Bool[Tensor, "B S"] | None = None,
) -> Float[Tensor, "B T D"]:
    """Encoder-decoder attention: queries of what is being written, keys and values of what was read.

    `real` is False for padding. There is no causal mask: all of the source has been read.
    Source: Vaswani et al. 2017, section 3.2.3.
    """
    allowed = None if real is None else real[:, None, None, :]  # (B, 1, 1, S)
    return attention(x, memory, weights, heads, allowed)


def cross_attention_head(
    x: Float[Tensor, "T D"],
    memory: Float[Tensor, "S D"],
    query_map: Float[Tensor, "K D"],
    key_map: Float[Tensor, "K D"],
    value_map: Float[Tensor, "K D"],
) -> Float[Tensor, "T K"]:
    """One head of it, without biases: what is written asks, what was read answers."""
    return scaled_dot_product_attention(x @ query_map.T, memory @ key_map.T, memory @ value_map.T)


def attention(
    x: Float[Tensor, "B T D"],
    source: Float[Tensor, "B S D"],
    weights: Weights,
    heads: int,
    allowed: Bool[Tensor, "..."] | None,
) -> Float[Tensor, "B T D"]:
    """Heads side by side, then the output map: self-attention where `source` is `x` itself."""
    context = multi_head_context(x, source, weights, heads, allowed)  # (B, T, D)
    return linear(context, weights["output.weight"], weights["output.bias"])  # (B, T, D)


def feed_forward(x: Float[Tensor, "B T D"], weights: Weights) -> Float[Tensor, "B T D"]:
    """Linear map to F numbers, ReLU, linear map back. Source: Vaswani et al. 2017, equation 2."""
    widened = linear(x, weights["widen.weight"], weights["widen.bias"]).clamp(min=0)  # (B, T, F)
    return linear(widened, weights["narrow.weight"], weights["narrow.bias"])  # (B, T, D)


def add_and_norm(
    x: Float[Tensor, "B T D"], change: Float[Tensor, "B T D"], weights: Weights
) -> Float[Tensor, "B T D"]:
    """LayerNorm(x + change): post-norm, the order of 2017. Source: section 3.1."""
    return layer_norm(x + change, weights["weight"], weights["bias"], EPSILON)


def encoder_layer(
    x: Float[Tensor, "B S D"], weights: Weights, heads: int, real: Bool[Tensor, "B S"]
) -> Float[Tensor, "B S D"]:
    """Self-attention over all that is read, and feed-forward."""
    allowed = real[:, None, None, :]  # (B, 1, 1, S)
    attended = attention(x, x, part_of(weights, "self_attention."), heads, allowed)  # (B, S, D)
    x = add_and_norm(x, attended, part_of(weights, "self_norm."))
    return add_and_norm(x, feed_forward(x, weights), part_of(weights, "norm."))


def decoder_layer(
    x: Float[Tensor, "B T D"],
    memory: Float[Tensor, "B S D"],
    weights: Weights,
    heads: int,
    real: Bool[Tensor, "B S"],
) -> Float[Tensor, "B T D"]:
    """Self-attention that looks back only, cross-attention, feed-forward. Source: section 3.1."""
    back = causal(x.shape[1])  # (T, T)
    attended = attention(x, x, part_of(weights, "self_attention."), heads, back)  # (B, T, D)
    x = add_and_norm(x, attended, part_of(weights, "self_norm."))
    crossed = cross_attention(x, memory, part_of(weights, "cross_attention."), heads, real)  # (B, T, D)
    x = add_and_norm(x, crossed, part_of(weights, "cross_norm."))
    return add_and_norm(x, feed_forward(x, weights), part_of(weights, "norm."))


def embed(ids: Int[Tensor, "B T"], table: Float[Tensor, "V D"]) -> Float[Tensor, "B T D"]:
    """The rows of the table times √D, plus sinusoidal positions. Source: sections 3.4 and 3.5."""
    D = table.shape[1]
    positions = torch.arange(ids.shape[1], dtype=torch.float64)  # (T,)
    return table[ids] * math.sqrt(D) + sinusoidal(positions, D).to(table.dtype)  # (B, T, D)


def encode(
    source: Int[Tensor, "B S"], weights: Weights, shape: Shape, real: Bool[Tensor, "B S"]
) -> Float[Tensor, "B S D"]:
    """All that is read at once: a vector for each word, the memory that the decoder looks at."""
    x = embed(source, weights["table.weight"])  # (B, S, D)
    for layer in range(shape.layers):
        x = encoder_layer(x, part_of(weights, f"encoder.{layer}."), shape.heads, real)  # (B, S, D)
    return x


def decode(
    written: Int[Tensor, "B T"],
    memory: Float[Tensor, "B S D"],
    weights: Weights,
    shape: Shape,
    real: Bool[Tensor, "B S"],
) -> Float[Tensor, "B T V"]:
    """Logits of the piece after each piece written; the output map is the table itself (section 3.4)."""
    x = embed(written, weights["table.weight"])  # (B, T, D)
    for layer in range(shape.layers):
        x = decoder_layer(x, memory, part_of(weights, f"decoder.{layer}."), shape.heads, real)  # (B, T, D)
    return x @ weights["table.weight"].T  # (B, T, V)


def transformer(
    source: Int[Tensor, "B S"],
    written: Int[Tensor, "B T"],
    weights: Weights,
    shape: Shape,
    real: Bool[Tensor, "B S"],
) -> Float[Tensor, "B T V"]:
    """The whole model: what is read and what is written so far, to logits of what comes next."""
    return decode(written, encode(source, weights, shape, real), weights, shape, real)


def smoothed_target(
    target: Int[Tensor, "N"], vocabulary: int, smoothing: float, dtype: torch.dtype = torch.float32
) -> Float[Tensor, "N V"]:
    """1 − ε for the true piece, and ε shared out over all V pieces, the true one included.

    Source: Szegedy et al. 2016, section 7; Vaswani et al. 2017, section 5.4 (ε = 0.1).
    """
    even = torch.full((len(target), vocabulary), smoothing / vocabulary, dtype=dtype)  # (N, V)
    even[torch.arange(len(target)), target] += 1 - smoothing
    return even


def label_smoothed_loss(
    logits: Float[Tensor, "N V"], target: Int[Tensor, "N"], smoothing: float
) -> Float[Tensor, ""]:
    """Mean cross-entropy between the smoothed target and the model's distribution, in nats."""
    log_probabilities = logits - logits.logsumexp(dim=-1, keepdim=True)  # (N, V)
    wanted = smoothed_target(target, logits.shape[1], smoothing, logits.dtype)  # (N, V)
    return -(wanted * log_probabilities).sum(dim=-1).mean()


def noam_rate(step: int, width: int, warmup: int) -> float:
    """D^−½ · min(step^−½, step · warmup^−3⁄2): up in a line, then down with the root; `step` from 1.

    Source: Vaswani et al. 2017, equation 3.
    """
    return width**-0.5 * min(step**-0.5, step * warmup**-1.5)


def part_of(weights: Weights, prefix: str) -> dict[str, Tensor]:
    """The weights whose names begin with `prefix`, without it."""
    return {name.removeprefix(prefix): tensor for name, tensor in weights.items() if name.startswith(prefix)}
