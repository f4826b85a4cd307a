"""A BERT classifier drawn as an ONNX graph whose matrix products are in int8.

Weights are rounded to 8 bits per output column, inputs to 8 bits per token: each token's largest number
becomes 127, so that no sentence changes what the others of its batch get. What few dimensions grow
large is first evened out between inputs and weights (Xiao et al. 2023, SmoothQuant, equation 4), since
their size would leave the others few steps. All else is as in float32: `core/models/onnx/bert_graph.py`.
"""

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from core.models.bert.weights import OpenedModel
from core.models.onnx.bert_graph import OURS, Array, BertGraph

STEPS = 63  # of weights on each side of zero: with more, sums of AVX2's multiply-add overflow 16 bits
EVENED = 0.5  # the exponent alpha of SmoothQuant
TINY = 1e-5
EVEN_ZERO, BENT_ZERO = 128, 33  # which byte stands for 0
SHALLOW = 6  # layers


def int8_graph(
    opened: OpenedModel, largest: Mapping[str, Array], exact: Collection[str] | None = None
) -> bytes:
    """The graph ids (B, T), mask (B, T) → logits (B, 2), serialised.

    `largest` says how large each dimension of a product's input gets, under the name of its weights;
    products with the weights named `exact` (default: `kept_exact`) stay in float32.
    """
    return _Int8Graph(opened, largest, kept_exact(opened.shape.layers) if exact is None else exact).drawn()


def kept_exact(layers: int) -> tuple[str, ...]:
    """The products that lose most by rounding, found by leaving out one after the other.

    Behind every GELU, and of a shallow network's last two layers not even those. Errors add up over layers:
    with the first four alone, the shipped network of twelve changed 1.0 % of 20,000 labels, with all 0.4 %.
    """
    kept = 4 if layers <= SHALLOW else layers
    return tuple(f"bert.encoder.layer.{layer}.output.dense" for layer in range(kept))


def stage_graph(opened: OpenedModel, largest: Mapping[str, Array], layers: range) -> bytes:
    """A part of that graph: see `BertGraph.drawn`."""
    return _Int8Graph(opened, largest, kept_exact(opened.shape.layers)).drawn(layers)


class _Int8Graph(BertGraph):
    """The same network with its matrix products in whole numbers."""

    def __init__(self, opened: OpenedModel, largest: Mapping[str, Array], exact: Collection[str]) -> None:
        super().__init__({name: w.float().numpy() for name, w in opened.weights.items()}, opened.shape)
        self._largest, self._exact = largest, exact

    def _product(self, name: str, x: str, weights: list[str], bent: bool = False) -> str:
        """x times the matrices of these names, side by side, without bias; `bent` if x comes from a GELU."""
        if weights[0] in self._exact:
            return super()._product(name, x, weights)
        matrix = self._side_by_side(weights)  # (D, N)
        evening = evened(self._largest[weights[0]], matrix)  # (D,)
        small = self._op("Mul", f"{name}_evened", x, self._constant(f"{name}_evening", 1 / evening))
        size = self._size_of(small, name, bent)  # (B, T, 1)
        unit = self._op("Div", f"{name}_unit", small, size)
        # GELU gives hardly anything below zero, so that its 255 steps lie mostly above it.
        step, zero = self._steps("bent", BENT_ZERO) if bent else self._steps("even", EVEN_ZERO)
        whole = self._op("QuantizeLinear", f"{name}_whole", unit, step, zero)
        product = self._integers(name, whole, step, zero, matrix * evening[:, None])
        return self._op("Mul", name, product, size)

    def _integers(self, name: str, whole: str, step: str, zero: str, matrix: NDArray[np.float32]) -> str:
        """Whole numbers times the rounded matrix, scaled back, in one operator."""
        rounded, steps = rounded_columns(matrix)  # (D, N), (N,)
        weights, sizes = self._constant(f"{name}_weights", rounded), self._constant(f"{name}_steps", steps)
        zeros = self._constant(f"{name}_zeros", np.zeros(len(steps), np.int8))
        inputs = whole, weights, step, sizes, zero, zeros
        return self._op("MatMulIntegerToFloat", f"{name}_product", *inputs, domain=OURS)

    def _steps(self, name: str, zero: int) -> tuple[str, str]:
        """The size of a step where the largest number is 1, and which byte stands for 0."""
        step = self._constant(f"{name}_step", np.float32(1 / (255 - zero)))
        return step, self._constant(f"{name}_zero", np.uint8(zero))

    def _size_of(self, x: str, name: str, bent: bool) -> str:
        """The largest number of each token, never quite 0. (B, T, 1)"""
        last = self._constant("last_axis", np.array([-1]))
        absolute = x if bent else self._op("Abs", f"{name}_absolute", x)
        size = self._op("ReduceMax", f"{name}_largest", absolute, last, keepdims=1)
        return self._op("Max", f"{name}_size", size, self._constant("tiny", np.float32(TINY)))


def evened(largest: Array, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    """What to divide each input dimension by (D,), and multiply its row of the matrix (D, N) with."""
    weights = np.maximum(np.abs(matrix).max(axis=1), TINY)  # (D,)
    inputs = np.maximum(largest, TINY)  # (D,)
    return (inputs**EVENED / weights ** (1 - EVENED)).astype(np.float32)


def rounded_columns(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Each column of (D, N) as whole steps from -127 to 127, and the size of its step (N,)."""
    step = np.maximum(np.abs(matrix).max(axis=0) / STEPS, 1e-12).astype(np.float32)  # (N,)
    return np.round(matrix / step).astype(np.int8), step
