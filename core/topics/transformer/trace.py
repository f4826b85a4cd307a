"""A translation with every step of both towers kept, for looking at it."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from core.nn.attention import join_heads, masked_softmax, project_to_heads, scaled_dot_product_scores
from core.nn.layers import linear
from core.nn.masks import causal
from core.topics.transformer.concept import (
    Shape,
    Weights,
    add_and_norm,
    embed,
    feed_forward,
    part_of,
)

ENCODER_STEPS = ("self", "self_norm", "norm")
DECODER_STEPS = ("self", "self_norm", "cross", "cross_norm", "norm")
EMBED, OUTPUT = "embed", "output"


@dataclass(frozen=True)
class Place:
    """Where a step is: in which tower, in which layer (from 0; None outside of layers), which step."""

    tower: str
    step: str
    layer: int | None = None

    @property
    def name(self) -> str:
        """As the URL and the component say it."""
        parts = [self.tower, *([] if self.layer is None else [str(self.layer + 1)]), self.step]
        return "_".join(parts)


def places(shape: Shape) -> list[Place]:
    """All steps in the order in which they are computed."""
    layers = range(shape.layers)
    encoder = [Place("encoder", step, layer) for layer in layers for step in ENCODER_STEPS]
    decoder = [Place("decoder", step, layer) for layer in layers for step in DECODER_STEPS]
    return [
        Place("encoder", EMBED),
        *encoder,
        Place("decoder", EMBED),
        *decoder,
        Place("decoder", OUTPUT),
    ]


@dataclass(frozen=True)
class Traced:
    """Attention weights (H, T, S) and hidden states (T, D) by place; what was written, and its logits."""

    source: list[int]
    written: list[int]
    steps: dict[str, Tensor]

    @property
    def probabilities(self) -> Float[Tensor, "T V"]:
        """Of the piece after each one read by the decoder."""
        return self.steps[Place("decoder", OUTPUT).name]

    def attention(self, tower: str, kind: str, layer: int) -> Float[Tensor, "H T S"]:
        """Weights of one attention."""
        return self.steps[Place(tower, kind, layer).name]


@torch.inference_mode()
def traced(source: Sequence[int], written: Sequence[int], weights: Weights, shape: Shape) -> Traced:
    """Both towers on one sentence: `written` begins with [START]."""
    steps: dict[str, Tensor] = {}
    memory = embed(torch.tensor([list(source)]), weights["table.weight"])  # (1, S, D)
    steps[Place("encoder", EMBED).name] = memory[0]
    everything = torch.ones(1, 1, 1, len(source), dtype=torch.bool)
    for layer in range(shape.layers):
        own = part_of(weights, f"encoder.{layer}.")
        memory = _layer(memory, None, own, "encoder", layer, everything, everything, shape, steps)
    x = embed(torch.tensor([list(written)]), weights["table.weight"])  # (1, T, D)
    steps[Place("decoder", EMBED).name] = x[0]
    back = causal(len(written))
    for layer in range(shape.layers):
        own = part_of(weights, f"decoder.{layer}.")
        x = _layer(x, memory, own, "decoder", layer, back, everything, shape, steps)
    steps[Place("decoder", OUTPUT).name] = (x[0] @ weights["table.weight"].T).softmax(-1)  # (T, V)
    return Traced(list(source), list(written), steps)


def _layer(
    x: Float[Tensor, "1 T D"],
    memory: Float[Tensor, "1 S D"] | None,
    weights: Weights,
    tower: str,
    layer: int,
    own: Bool[Tensor, "..."],
    others: Bool[Tensor, "..."],
    shape: Shape,
    steps: dict[str, Tensor],
) -> Float[Tensor, "1 T D"]:
    """One layer of either tower, its steps kept."""
    look, context = _looked(x, x, part_of(weights, "self_attention."), shape.heads, own)
    steps[Place(tower, "self", layer).name] = look
    x = add_and_norm(x, context, part_of(weights, "self_norm."))
    steps[Place(tower, "self_norm", layer).name] = x[0]
    if memory is not None:
        look, context = _looked(x, memory, part_of(weights, "cross_attention."), shape.heads, others)
        steps[Place(tower, "cross", layer).name] = look
        x = add_and_norm(x, context, part_of(weights, "cross_norm."))
        steps[Place(tower, "cross_norm", layer).name] = x[0]
    x = add_and_norm(x, feed_forward(x, weights), part_of(weights, "norm."))
    steps[Place(tower, "norm", layer).name] = x[0]
    return x


def _looked(
    x: Float[Tensor, "1 T D"],
    source: Float[Tensor, "1 S D"],
    weights: Weights,
    heads: int,
    allowed: Bool[Tensor, "..."],
) -> tuple[Float[Tensor, "H T S"], Float[Tensor, "1 T D"]]:
    """The attention weights of every head, and what the attention gives."""
    queries, keys, values = project_to_heads(x, source, weights, heads)  # (1, H, T, K), (1, H, S, K) twice
    look = masked_softmax(scaled_dot_product_scores(queries, keys), allowed)  # (1, H, T, S)
    context = join_heads(look @ values)  # (1, T, D)
    return look[0], linear(context, weights["output.weight"], weights["output.bias"])
