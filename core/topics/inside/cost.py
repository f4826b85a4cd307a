"""What each step of BERT costs: parameters to store, multiplications and additions to do."""

from dataclasses import dataclass

from core.nn.encoder import EncoderShape, Weights
from core.trace.steps import MAPS


@dataclass(frozen=True)
class StepCost:
    """One step's parameters and floating point operations; `layer` counts from 0, None stands outside.

    `operations` counts the matrix products, a multiplication and its addition as two. Everything
    else (softmax, GELU, LayerNorm, additions) grows only with the tensors' size and is left out.
    """

    step: str
    layer: int | None
    parameters: int
    operations: int


def costs(weights: Weights, shape: EncoderShape, tokens: int) -> tuple[StepCost, ...]:
    """Every step in order for one sentence of `tokens` tokens; parameters add up to the whole model."""
    steps = [
        StepCost("token", None, _size(weights, "bert.embeddings.word_embeddings"), 0),
        StepCost("position", None, _size(weights, "bert.embeddings.position_embeddings"), 0),
        StepCost("segment", None, _size(weights, "bert.embeddings.token_type_embeddings"), 0),
        StepCost("embedding_norm", None, _size(weights, "bert.embeddings.LayerNorm"), 0),
    ]
    for layer in range(shape.layers):
        steps += _layer(weights, layer, tokens)
    pooled = StepCost("pooled", None, *_product(weights, "bert.pooler.dense", 1))
    return (*steps, pooled, StepCost("logits", None, *_product(weights, "classifier", 1)))


def _layer(weights: Weights, layer: int, tokens: int) -> list[StepCost]:
    name = f"bert.encoder.layer.{layer}"
    width = weights[f"{name}.attention.self.query.weight"].shape[0]
    # Scores and context: one product of T × K with K × T per head, and the heads' K add up to D.
    mixing = 2 * tokens * tokens * width
    cost = {step: _product(weights, f"{name}.{part}", tokens) for step, part in MAPS.items()}
    cost |= {"scores": (0, mixing), "context": (0, mixing)}
    cost["attention_norm"] = (_size(weights, f"{name}.attention.output.LayerNorm"), 0)
    cost["output"] = (_size(weights, f"{name}.output.LayerNorm"), 0)
    order = ("queries", "keys", "values", "scores", "context", "projection", "attention_norm")
    return [StepCost(step, layer, *cost[step]) for step in (*order, "expanded", "contracted", "output")]


def _size(weights: Weights, prefix: str) -> int:
    return sum(tensor.numel() for name, tensor in weights.items() if name.startswith(f"{prefix}."))


def _product(weights: Weights, name: str, rows: int) -> tuple[int, int]:
    """Parameters of a linear map, and the operations for so many rows."""
    return _size(weights, name), 2 * rows * weights[f"{name}.weight"].numel()
