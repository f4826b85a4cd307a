"""One cell of a step, worked out again from the numbers it is made of."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from core.trace.steps import Kind, OpenStep


@dataclass(frozen=True)
class Cell:
    """A cell's value as worked out here (in float64) and as traced (in float32).

    `terms` has one row for each number that goes in, its last column being what it adds: x, w and
    x·w of a linear map. `numbers` holds what is there once: mean, variance, bias and the like.
    """

    value: float
    traced: float
    terms: Float[Tensor, "N M"]
    numbers: dict[str, float]


Worked = tuple[float, Tensor, dict[str, float]]
NO_TERMS = torch.zeros(0, 1, dtype=torch.float64)


def work_out(opened: OpenStep, row: int, column: int) -> Cell:
    """The arithmetic of one cell, with its actual numbers."""
    numbers = {name: tensor.double() for name, tensor in opened.operands.items()}
    value, terms, single = _WORK[opened.kind](numbers, row, column)
    return Cell(value, opened.value[row, column].item(), terms, single)


def _lookup(given: dict[str, Tensor], row: int, column: int) -> Worked:
    value = given["entries"][row, column].item()
    return value, NO_TERMS, {"row": given["rows"][row].item()}


def _sum(given: dict[str, Tensor], row: int, column: int) -> Worked:
    terms = torch.stack([part[row, column] for part in given.values()])[:, None]  # (3, 1)
    return terms.sum().item(), terms, {}


def _norm(given: dict[str, Tensor], row: int, column: int) -> Worked:
    """(x − mean) / √(variance + ε) · γ + β, over the row; x is the sum where something was added."""
    x = given["x"][row] + given["change"][row] if "change" in given else given["x"][row]  # (D,)
    mean, epsilon = x.mean(), given["epsilon"].item()
    variance = ((x - mean) ** 2).mean()
    normed = (x[column] - mean) / (variance + epsilon).sqrt()
    gain, shift = given["gain"][column], given["shift"][column]
    numbers = {"input": x[column], "mean": mean, "variance": variance, "gain": gain, "shift": shift}
    numbers |= {"stream": given["x"][row, column], "normed": normed}
    numbers |= {"change": given["change"][row, column]} if "change" in given else {}
    single = {name: float(number) for name, number in numbers.items()}
    return (normed * gain + shift).item(), NO_TERMS, single | {"epsilon": epsilon}


def _linear(given: dict[str, Tensor], row: int, column: int) -> Worked:
    terms = _products(given["x"][row], given["weight"][column])  # (I, 3)
    total, bias = terms[:, 2].sum().item(), given["bias"][column].item()
    return total + bias, terms, {"total": total, "bias": bias}


def _tanh(given: dict[str, Tensor], row: int, column: int) -> Worked:
    inner, terms, numbers = _linear(given, row, column)
    return math.tanh(inner), terms, numbers | {"inner": inner}


def _product(given: dict[str, Tensor], row: int, column: int) -> Worked:
    terms = _products(given["queries"][row], given["keys"][column])  # (K, 3)
    total, width = terms[:, 2].sum().item(), len(terms)
    return total / math.sqrt(width), terms, {"total": total, "width": width}


def _mixture(given: dict[str, Tensor], row: int, column: int) -> Worked:
    terms = _products(given["attention"][row], given["values"][:, column])  # (S, 3)
    total = terms[:, 2].sum().item()
    return total, terms, {"total": total}


def _mask(given: dict[str, Tensor], row: int, column: int) -> Worked:
    score, seen = given["scores"][row, column].item(), given["mask"][column].item()
    return score if seen else torch.finfo(torch.float32).min, NO_TERMS, {"score": score, "mask": seen}


def _softmax(given: dict[str, Tensor], row: int, column: int) -> Worked:
    scores = given["x"][row]  # (S,)
    exponentials = (scores - scores.max()).exp()  # (S,)
    terms = torch.stack([scores, scores - scores.max(), exponentials], dim=-1)  # (S, 3)
    total = exponentials.sum().item()
    value = exponentials[column].item() / total
    numbers = {"score": scores[column].item(), "largest": scores.max().item(), "total": total}
    return value, terms, numbers


def _gelu(given: dict[str, Tensor], row: int, column: int) -> Worked:
    x = given["x"][row, column].item()
    share = 0.5 * (1 + math.erf(x / math.sqrt(2)))
    return x * share, NO_TERMS, {"x": x, "share": share}


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
