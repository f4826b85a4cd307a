"""A cell of a step's matrix, recomputed in float64 from its operands."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from core.trace.steps import Kind, OpenStep


@dataclass(frozen=True)
class Cell:
    """A cell's value, recomputed in float64, and as traced in float32.

    `terms` has a row for each of the N summands, with the summand in its last column: x, w and x·w of a
    linear map. `numbers` holds the scalars by name: mean, variance, bias and the like.
    """

    value: float
    traced: float
    terms: Float[Tensor, "N M"]
    numbers: dict[str, float]


Worked = tuple[float, Tensor, dict[str, float]]
NO_TERMS = torch.zeros(0, 1, dtype=torch.float64)


def work_out(opened: OpenStep, row: int, column: int) -> Cell:
    """Recompute cell (row, column) of a step. Raises IndexError outside the step's matrix."""
    numbers = {name: tensor.double() for name, tensor in opened.operands.items()}
    value, terms, single = _WORK[opened.kind](numbers, row, column)
    return Cell(value, opened.value[row, column].item(), terms, single)


def _lookup(operands: dict[str, Tensor], row: int, column: int) -> Worked:
    value = operands["entries"][row, column].item()
    return value, NO_TERMS, {"row": operands["rows"][row].item()}


def _sum(operands: dict[str, Tensor], row: int, column: int) -> Worked:
    terms = torch.stack([part[row, column] for part in operands.values()])[:, None]  # (3, 1)
    return terms.sum().item(), terms, {}


def _norm(operands: dict[str, Tensor], row: int, column: int) -> Worked:
    """(x − mean) / √(variance + ε) · γ + β, over the row; x is the sum where something was added."""
    x = operands["x"][row] + operands["change"][row] if "change" in operands else operands["x"][row]  # (D,)
    mean, epsilon = x.mean(), operands["epsilon"].item()
    variance = ((x - mean) ** 2).mean()
    normed = (x[column] - mean) / (variance + epsilon).sqrt()
    gain, shift = operands["gain"][column], operands["shift"][column]
    numbers = {"input": x[column], "mean": mean, "variance": variance, "gain": gain, "shift": shift}
    numbers |= {"stream": operands["x"][row, column], "normed": normed}
    numbers |= {"change": operands["change"][row, column]} if "change" in operands else {}
    single = {name: float(number) for name, number in numbers.items()}
    return (normed * gain + shift).item(), NO_TERMS, single | {"epsilon": epsilon}


def _linear(operands: dict[str, Tensor], row: int, column: int) -> Worked:
    terms = _products(operands["x"][row], operands["weight"][column])  # (I, 3)
    total, bias = terms[:, 2].sum().item(), operands["bias"][column].item()
    return total + bias, terms, {"total": total, "bias": bias}


def _tanh(operands: dict[str, Tensor], row: int, column: int) -> Worked:
    inner, terms, numbers = _linear(operands, row, column)
    return math.tanh(inner), terms, numbers | {"inner": inner}


def _product(operands: dict[str, Tensor], row: int, column: int) -> Worked:
    terms = _products(operands["queries"][row], operands["keys"][column])  # (K, 3)
    total, width = terms[:, 2].sum().item(), len(terms)
    return total / math.sqrt(width), terms, {"total": total, "width": width}


def _mixture(operands: dict[str, Tensor], row: int, column: int) -> Worked:
    terms = _products(operands["attention"][row], operands["values"][:, column])  # (S, 3)
    total = terms[:, 2].sum().item()
    return total, terms, {"total": total}


def _mask(operands: dict[str, Tensor], row: int, column: int) -> Worked:
    score, seen = operands["scores"][row, column].item(), operands["mask"][column].item()
    return score if seen else torch.finfo(torch.float32).min, NO_TERMS, {"score": score, "mask": seen}


def _softmax(operands: dict[str, Tensor], row: int, column: int) -> Worked:
    scores = operands["x"][row]  # (S,)
    exponentials = (scores - scores.max()).exp()  # (S,)
    terms = torch.stack([scores, scores - scores.max(), exponentials], dim=-1)  # (S, 3)
    total = exponentials.sum().item()
    value = exponentials[column].item() / total
    numbers = {"score": scores[column].item(), "largest": scores.max().item(), "total": total}
    return value, terms, numbers


def _gelu(operands: dict[str, Tensor], row: int, column: int) -> Worked:
    x = operands["x"][row, column].item()
    cdf = 0.5 * (1 + math.erf(x / math.sqrt(2)))
    return x * cdf, NO_TERMS, {"x": x, "share": cdf}


def _products(left: Float[Tensor, "N"], right: Float[Tensor, "N"]) -> Float[Tensor, "N 3"]:
    return torch.stack([left, right, left * right], dim=-1)


_WORK: dict[Kind, Callable[[dict[str, Tensor], int, int], Worked]] = {
    "lookup": _lookup,
    "sum": _sum,
    "norm": _norm,
    "linear": _linear,
    "tanh": _tanh,
    "product": _product,
    "mask": _mask,
    "softmax": _softmax,
    "mixture": _mixture,
    "gelu": _gelu,
}
