"""Six position schemes on the same sentence: what each adds, and where, to one head's scores.

The words' queries and keys come from the shipped classifier with its position table set to zero. A
scheme added to the vectors replaces that table; a bias of the scores or a rotation changes the scores
of the layer that is shown. The classifier was trained with the learned table only, so the
others show how a scheme works, not what a model trained with it would do.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.nn.attention import scaled_dot_product_scores
from core.nn.encoder import Weights
from core.topics.positions.concept import angles, rope, sinusoidal
from core.topics.positions.relative_positions import (
    alibi_bias,
    alibi_slopes,
    clipped_index,
    distances,
    shaw_scores,
    t5_bias,
    t5_bucket,
)
from core.topics.positions.shuffles import TABLE, without_positions
from core.trace.encoder_trace import Trace, trace_encoder
from core.trace.trace import TracedForward

STEPS = ("queries", "keys")  # all that the schemes look at: a whole trace is twenty times as large
SCHEMES = ("none", "sinusoidal", "learned", "shaw", "t5", "alibi", "rope")


@dataclass(frozen=True)
class Passes:
    """The sentence's queries and keys in every layer, with three kinds of position vectors."""

    none: Trace
    sinusoidal: Trace
    learned: Trace


@dataclass(frozen=True)
class Tables:
    """What our small models learned: T5's biases (N H), Shaw's vectors for keys and values (2k+1, K)."""

    t5: Float[Tensor, "N H"]
    shaw_keys: Float[Tensor, "R K"]
    shaw_values: Float[Tensor, "R K"]

    @property
    def clip(self) -> int:
        return len(self.shaw_keys) // 2


@torch.inference_mode()
def passes(traced: TracedForward) -> Passes:
    """Without positions, with sinusoids in the table's place, and as the model was trained."""
    opened, inputs = traced.opened, traced.inputs

    def trace_with(weights: Weights) -> Trace:
        return trace_encoder(inputs.ids, inputs.mask, weights, opened.shape, inputs.segments, keep=STEPS)

    sinusoids = {**opened.weights, TABLE: sinusoids_like(traced)}
    return Passes(trace_with(without_positions(opened)), trace_with(sinusoids), traced.trace)


def sinusoids_like(traced: TracedForward) -> Float[Tensor, "P D"]:
    """Sinusoidal codes as long as the learned vectors are on average, so that words are not drowned."""
    table = traced.opened.weights[TABLE]
    positions = torch.arange(len(table), dtype=torch.float64)
    codes = sinusoidal(positions, table.shape[1]).to(table.dtype)
    return codes * table.norm(dim=-1).mean() / codes.norm(dim=-1).mean()


def queries_and_keys(
    passes: Passes, layer: int, head: int, scheme: str = "none"
) -> tuple[Float[Tensor, "T K"], Float[Tensor, "T K"]]:
    """One head's queries and keys, the layer counted from 0."""
    trace = getattr(passes, scheme if scheme in ("sinusoidal", "learned") else "none")
    return trace.of("queries", layer)[0, head], trace.of("keys", layer)[0, head]


def token_distances(count: int) -> Int[Tensor, "T T"]:
    """j − i for all pairs of a sentence's tokens."""
    positions = torch.arange(count)
    return distances(positions, positions)


def backward(distance: Int[Tensor, "T T"]) -> Int[Tensor, "T T"]:
    """Distances as if every key stood before: our small models look back only, so we mirror them."""
    return -distance.abs()


def scores(
    passes: Passes, scheme: str, layer: int, head: int, heads: int, tables: Tables | None
) -> Float[Tensor, "T T"]:
    """The scaled scores of one head with a scheme at work, before the softmax.

    Shaw and T5 need `tables`; their heads are taken in turn, for our small model has fewer.
    """
    queries, keys = queries_and_keys(passes, layer, head, scheme)
    T, K = queries.shape
    distance = token_distances(T)
    if scheme == "rope":
        turned = angles(torch.arange(T, dtype=torch.float64), K).to(queries.dtype)
        queries, keys = rope(queries, turned), rope(keys, turned)
    if scheme == "shaw" and tables is not None:
        index = clipped_index(backward(distance), tables.clip)
        return shaw_scores(queries, keys, tables.shaw_keys, index)
    plain = scaled_dot_product_scores(queries, keys)  # (T, T)
    if scheme == "alibi":
        return plain + alibi_bias(distance, alibi_slopes(heads).to(plain.dtype))[head]
    if scheme == "t5" and tables is not None:
        bucket = t5_bucket(backward(distance), bidirectional=False, buckets=len(tables.t5))
        return plain + t5_bias(bucket, tables.t5)[head % tables.t5.shape[1]]
    return plain
