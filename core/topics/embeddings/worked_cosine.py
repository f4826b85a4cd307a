"""The cosine of two word vectors with all the numbers in it."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class WorkedCosine:
    """cos(a, b) = Σ a_d b_d / (‖a‖ ‖b‖), in float64; `columns` are the D terms of each sum."""

    product: float  # a · b
    squares: tuple[float, float]  # a · a and b · b
    lengths: tuple[float, float]
    cosine: float
    columns: dict[str, np.ndarray]


def work_out(a: np.ndarray, b: np.ndarray) -> WorkedCosine:
    """Of two vectors (D)."""
    a, b = a.astype(np.float64), b.astype(np.float64)
    product, squares = float(a @ b), (float(a @ a), float(b @ b))
    lengths = (float(np.sqrt(squares[0])), float(np.sqrt(squares[1])))
    columns = {"a": a, "b": b, "a×b": a * b, "a²": a * a, "b²": b * b}
    return WorkedCosine(product, squares, lengths, product / (lengths[0] * lengths[1]), columns)
