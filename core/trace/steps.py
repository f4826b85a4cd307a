"""A step of the traced encoder as a matrix, with the tensors (operands) that it was computed from."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import torch
from jaxtyping import Float
from torch import Tensor

from core.trace.encoder_trace import EMBEDDING_STEPS, HEAD_STEPS, LAYER_STEPS
from core.trace.trace import TracedForward

# How a cell comes about: core/trace/cells.py and core/topics/inside/component/cells.js work each out.
Kind = Literal["lookup", "sum", "norm", "linear", "tanh", "product", "mask", "softmax", "mixture", "gelu"]

STEPS = (*EMBEDDING_STEPS, *LAYER_STEPS, *HEAD_STEPS)
AXES = {**EMBEDDING_STEPS, **LAYER_STEPS, **HEAD_STEPS}
PER_HEAD = ("queries", "keys", "values", "scores", "masked", "attention", "context")
TABLES = {"token": "word", "position": "position", "segment": "token_type"}
READS = {"projection": "context", "expanded": "attention_norm", "contracted": "activated"}
MAPS = {
    "queries": "attention.self.query",
    "keys": "attention.self.key",
    "values": "attention.self.value",
    "projection": "attention.output.dense",
    "expanded": "intermediate.dense",
    "contracted": "output.dense",
}


@dataclass(frozen=True)
class OpenStep:
    """A step's matrix, of one layer and head where it has them (both counted from 0), and its operands.

    Rows are tokens, or [CLS] alone from the pooler on. `whole` is the shape of the traced tensor.
    """

    step: str
    kind: Kind
    value: Float[Tensor, "R C"]
    operands: dict[str, Tensor]
    whole: tuple[int, ...]


@dataclass(frozen=True)
class _Location:
    step: str
    layer: int
    head: int


Operation = tuple[Kind, Tensor, dict[str, Tensor]]  # its kind, result and operands


def open_step(traced: TracedForward, step: str, layer: int = 0, head: int = 0) -> OpenStep:
    """A step's matrix and operands, as views of the traced tensors. Raises KeyError for an unknown step."""
    kind, value, operands = _OPENERS[step](traced, _Location(step, layer, head))
    whole = traced.trace.of(step, layer if step in LAYER_STEPS else None).shape
    return OpenStep(step, kind, value, operands, tuple(whole))


def _lookup(traced: TracedForward, location: _Location) -> Operation:
    ids, T = traced.inputs.ids[0], traced.inputs.ids.shape[1]
    rows = {"token": ids, "position": torch.arange(T), "segment": traced.inputs.segments[0]}[location.step]
    table = traced.opened.weights[f"bert.embeddings.{TABLES[location.step]}_embeddings.weight"]
    return "lookup", traced.trace.of(location.step)[0], {"rows": rows, "entries": table[rows]}


def _sum(traced: TracedForward, location: _Location) -> Operation:
    return "sum", traced.trace.of("sum")[0], {kind: traced.trace.of(kind)[0] for kind in TABLES}


def _embedding_norm(traced: TracedForward, location: _Location) -> Operation:
    operands = {"x": traced.trace.of("sum")[0], **_gain_and_shift(traced, "bert.embeddings")}
    return "norm", traced.trace.of("embedding_norm")[0], operands


def _add_and_norm(traced: TracedForward, location: _Location) -> Operation:
    first = location.step == "attention_norm"
    stream = (
        _entering(traced, location.layer) if first else traced.trace.of("attention_norm", location.layer)[0]
    )
    change = traced.trace.of("projection" if first else "contracted", location.layer)[0]
    name = f"bert.encoder.layer.{location.layer}.{'attention.output' if first else 'output'}"
    operands = {"x": stream, "change": change, **_gain_and_shift(traced, name)}
    return "norm", traced.trace.of(location.step, location.layer)[0], operands


def _for_head(traced: TracedForward, location: _Location) -> Operation:
    value = traced.trace.of(location.step, location.layer)[0, location.head]  # (T, K)
    K = value.shape[-1]
    weight, bias = _map(traced, f"bert.encoder.layer.{location.layer}.{MAPS[location.step]}")
    own = slice(location.head * K, (location.head + 1) * K)
    return (
        "linear",
        value,
        {"x": _entering(traced, location.layer), "weight": weight[own], "bias": bias[own]},
    )


def _linear(traced: TracedForward, location: _Location) -> Operation:
    weight, bias = _map(traced, f"bert.encoder.layer.{location.layer}.{MAPS[location.step]}")
    x = traced.trace.of(READS[location.step], location.layer)[0]
    return (
        "linear",
        traced.trace.of(location.step, location.layer)[0],
        {"x": x, "weight": weight, "bias": bias},
    )


def _scores(traced: TracedForward, location: _Location) -> Operation:
    queries, keys, scores = (_of_head(traced, location, step) for step in ("queries", "keys", "scores"))
    return "product", scores, {"queries": queries, "keys": keys}


def _masked(traced: TracedForward, location: _Location) -> Operation:
    operands = {"scores": _of_head(traced, location, "scores"), "mask": traced.inputs.mask[0]}
    return "mask", _of_head(traced, location, "masked"), operands


def _attention(traced: TracedForward, location: _Location) -> Operation:
    return "softmax", _of_head(traced, location, "attention"), {"x": _of_head(traced, location, "masked")}


def _context(traced: TracedForward, location: _Location) -> Operation:
    """The chosen head's K columns of the traced context, in which the heads are concatenated."""
    attention, values = (_of_head(traced, location, step) for step in ("attention", "values"))
    K = values.shape[-1]
    own = traced.trace.of("context", location.layer)[
        0, :, location.head * K : (location.head + 1) * K
    ]  # (T, K)
    return "mixture", own, {"attention": attention, "values": values}


def _gelu(traced: TracedForward, location: _Location) -> Operation:
    value, x = (traced.trace.of(step, location.layer)[0] for step in ("activated", "expanded"))
    return "gelu", value, {"x": x}


def _pooled(traced: TracedForward, location: _Location) -> Operation:
    weight, bias = _map(traced, "bert.pooler.dense")
    first = _entering(traced, traced.opened.shape.layers)[:1]  # (1, D)
    return "tanh", traced.trace.of("pooled"), {"x": first, "weight": weight, "bias": bias}


def _logits(traced: TracedForward, location: _Location) -> Operation:
    weight, bias = _map(traced, "classifier")
    return (
        "linear",
        traced.trace.of("logits"),
        {"x": traced.trace.of("pooled"), "weight": weight, "bias": bias},
    )


def _probabilities(traced: TracedForward, location: _Location) -> Operation:
    return "softmax", traced.trace.of("probabilities"), {"x": traced.trace.of("logits")}


def _entering(traced: TracedForward, layer: int) -> Float[Tensor, "T D"]:
    """A layer's input: the embeddings, or the previous layer's output."""
    return (traced.trace.of("output", layer - 1) if layer else traced.trace.of("embedding_norm"))[0]


def _of_head(traced: TracedForward, location: _Location, step: str) -> Tensor:
    return traced.trace.of(step, location.layer)[0, location.head]


def _map(traced: TracedForward, name: str) -> tuple[Tensor, Tensor]:
    return traced.opened.weights[f"{name}.weight"], traced.opened.weights[f"{name}.bias"]


def _gain_and_shift(traced: TracedForward, name: str) -> dict[str, Tensor]:
    gain, shift = _map(traced, f"{name}.LayerNorm")
    return {"gain": gain, "shift": shift, "epsilon": torch.tensor([traced.opened.shape.epsilon])}


_OPENERS: dict[str, Callable[[TracedForward, _Location], Operation]] = {
    **dict.fromkeys(TABLES, _lookup),
    "sum": _sum,
    "embedding_norm": _embedding_norm,
    **dict.fromkeys(("queries", "keys", "values"), _for_head),
    "scores": _scores,
    "masked": _masked,
    "attention": _attention,
    "context": _context,
    **dict.fromkeys(READS, _linear),
    **dict.fromkeys(("attention_norm", "output"), _add_and_norm),
    "activated": _gelu,
    "pooled": _pooled,
    "logits": _logits,
    "probabilities": _probabilities,
}
