"""A BERT classifier drawn as an ONNX graph whose matrix products are in int8.

Weights are rounded to 8 bits per output column, inputs to 8 bits per token: each token's largest number
becomes 127, so that no sentence changes what the others of its batch get. What few dimensions grow
large is first evened out between inputs and weights (Xiao et al. 2023, SmoothQuant, equation 4), since
their size would leave the others few steps. The last layer is computed for [CLS] only, because nothing
else of it is read. Operators of the domain `com.microsoft` are ONNX Runtime's own.
"""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from core.models.bert.weights import OpenedModel

Array = NDArray[Any]
OPSET, IR_VERSION = 20, 10
OURS = "com.microsoft"
STEPS = 63  # of weights on each side of zero: with more, sums of AVX2's multiply-add overflow 16 bits
EVENED = 0.5  # the exponent alpha of SmoothQuant
TINY = 1e-5
EVEN_ZERO, BENT_ZERO = 128, 33  # which byte stands for 0
# The products that lose most by rounding, found by leaving out one after the other.
EXACT = tuple(f"bert.encoder.layer.{layer}.output.dense" for layer in range(4))


def int8_graph(opened: OpenedModel, largest: Mapping[str, Array], exact: Collection[str] = EXACT) -> bytes:
    """The graph ids (B, T), mask (B, T) → logits (B, 2), serialised.

    `largest` says how large each dimension of a product's input gets, under the name of its weights;
    products with the weights named `exact` stay in float32.
    """
    graph = _GraphBuilder(opened, largest, exact)
    x = graph.embeddings()  # (B, T, D)
    for layer in range(opened.shape.layers):
        x = graph.layer(x, layer, only_first=layer == opened.shape.layers - 1)
    graph.head(x)
    return graph.serialised()


class _GraphBuilder:
    """Nodes and constants as they come, every node named after its output."""

    def __init__(self, opened: OpenedModel, largest: Mapping[str, Array], exact: Collection[str]) -> None:
        self._weights, self._shape = opened.weights, opened.shape
        self._largest, self._exact = largest, exact
        self._nodes: list[Any] = []
        self._constants: dict[str, Any] = {}

    def embeddings(self) -> str:
        """Words, positions and the first segment, added and normalised. (B, T, D)"""
        prefix = "bert.embeddings."
        words = self._weight(f"{prefix}word_embeddings.weight")  # (V, D)
        positions = self._weight(f"{prefix}position_embeddings.weight")  # (positions, D)
        positions = positions + self._weight(f"{prefix}token_type_embeddings.weight")[0]
        # Shipped weights are in half precision, so that this loses nothing and saves half of the file.
        half = bool((words == words.astype(np.float16)).all())
        embedded = self._op(
            "Gather",
            "found",
            self._constant("words", words.astype(np.float16 if half else np.float32)),
            "ids",
        )
        embedded = self._op("Cast", "known", embedded, to=TensorProto.FLOAT)
        length = self._op("Shape", "length", "ids", start=1, end=2)
        zero, axis = self._constant("zero", np.array([0])), self._constant("axis", np.array([0]))
        sliced = self._op("Slice", "places", self._constant("positions", positions), zero, length, axis)
        total = self._op("Add", "embedded", embedded, sliced)
        return self._normalised("embeddings", total, f"{prefix}LayerNorm")

    def layer(self, x: str, number: int, only_first: bool) -> str:
        """One encoder layer; with `only_first` its result is that of the first token alone."""
        prefix = f"bert.encoder.layer.{number}."
        queries = self._op("Slice", f"first{number}", x, *self._first_token()) if only_first else x
        attended = self._attention(x, queries, number, prefix)
        mixed = self._product(f"mixed{number}", attended, [f"{prefix}attention.output.dense"])
        added = self._added(f"attention{number}", mixed, queries, f"{prefix}attention.output")
        wide = self._product(f"wide{number}", added, [f"{prefix}intermediate.dense"])
        bent = self._op(
            "BiasGelu", f"bent{number}", wide, self._bias(f"{prefix}intermediate.dense"), domain=OURS
        )
        narrow = self._product(f"narrow{number}", bent, [f"{prefix}output.dense"], bent=True)
        return self._added(f"layer{number}", narrow, added, f"{prefix}output")

    def head(self, x: str) -> None:
        """From the first token to the logits."""
        first = self._op("Gather", "cls", x, self._constant("cls_place", np.array(0)), axis=1)  # (B, D)
        pooled = self._op("Tanh", "pooled", self._dense("pooler", first, "bert.pooler.dense"))
        self._dense("logits", pooled, "classifier")

    def serialised(self) -> bytes:
        """The whole model."""
        inputs = [
            helper.make_tensor_value_info("ids", TensorProto.INT64, ["B", "T"]),
            helper.make_tensor_value_info("mask", TensorProto.INT32, ["B", "T"]),
        ]
        outputs = [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["B", 2])]
        graph = helper.make_graph(self._nodes, "bert", inputs, outputs, list(self._constants.values()))
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(OURS, 1)]
        return onnx.helper.make_model(
            graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="sentiscope"
        ).SerializeToString(deterministic=True)

    def _attention(self, x: str, queries: str, number: int, prefix: str) -> str:
        names = [f"{prefix}attention.self.{part}" for part in ("query", "key", "value")]
        q, k, v = (f"{part}{number}" for part in "qkv")
        if queries == x:
            joined = self._product(f"qkv{number}", x, names)  # (B, T, 3D)
            self._split(joined, [q, k, v])
        else:
            self._product(q, queries, names[:1])  # (B, 1, D)
            self._split(self._product(f"kv{number}", x, names[1:]), [k, v])
        biases = np.concatenate([self._weight(f"{name}.bias") for name in names])  # (3D,)
        bias = self._constant(f"qkv_bias{number}", biases)
        heads = self._shape.heads
        inputs = q, k, v, bias, "mask"
        return self._op("MultiHeadAttention", f"attended{number}", *inputs, domain=OURS, num_heads=heads)

    def _product(self, name: str, x: str, weights: list[str], bent: bool = False) -> str:
        """x times the matrices of these names, side by side, without bias; `bent` if x comes from a GELU."""
        matrix = np.concatenate([self._weight(f"{prefix}.weight").T for prefix in weights], axis=1)  # (D, N)
        if weights[0] in self._exact:
            return self._op("MatMul", name, x, self._constant(f"{name}_weights", matrix))
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

    def _added(self, name: str, x: str, skipped: str, prefix: str) -> str:
        """LayerNorm(x + bias + skipped)."""
        gain, shift = self._gains(f"{prefix}.LayerNorm")
        inputs = x, skipped, gain, shift, self._bias(f"{prefix}.dense")
        return self._op("SkipLayerNormalization", name, *inputs, domain=OURS, epsilon=self._shape.epsilon)

    def _normalised(self, name: str, x: str, norm: str) -> str:
        return self._op("LayerNormalization", name, x, *self._gains(norm), epsilon=self._shape.epsilon)

    def _dense(self, name: str, x: str, weights: str) -> str:
        """A small layer in float32."""
        matrix = self._constant(f"{weights}.weight", self._weight(f"{weights}.weight"))
        return self._op("Gemm", name, x, matrix, self._bias(weights), transB=1)

    def _first_token(self) -> list[str]:
        numbers = {"from_first": 0, "to_first": 1, "of_tokens": 1}
        return [self._constant(name, np.array([number])) for name, number in numbers.items()]

    def _split(self, x: str, names: list[str]) -> None:
        self._nodes.append(helper.make_node("Split", [x], names, axis=2, num_outputs=len(names)))

    def _gains(self, norm: str) -> tuple[str, str]:
        gain, shift = f"{norm}.weight", f"{norm}.bias"
        return self._constant(gain, self._weight(gain)), self._constant(shift, self._weight(shift))

    def _bias(self, layer: str) -> str:
        return self._constant(f"{layer}.bias", self._weight(f"{layer}.bias"))

    def _weight(self, name: str) -> NDArray[np.float32]:
        return self._weights[name].float().numpy()

    def _constant(self, name: str, value: Array | np.generic) -> str:
        if name not in self._constants:
            self._constants[name] = numpy_helper.from_array(np.asarray(value, order="C"), name)
        return name

    def _op(self, kind: str, name: str, *inputs: str, domain: str = "", **settings: Any) -> str:
        self._nodes.append(helper.make_node(kind, inputs, [name], name, domain=domain, **settings))
        return name


def evened(largest: Array, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    """What to divide each input dimension by (D,), and multiply its row of the matrix (D, N) with."""
    weights = np.maximum(np.abs(matrix).max(axis=1), TINY)  # (D,)
    inputs = np.maximum(largest, TINY)  # (D,)
    return (inputs**EVENED / weights ** (1 - EVENED)).astype(np.float32)


def rounded_columns(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Each column of (D, N) as whole steps from -127 to 127, and the size of its step (N,)."""
    step = np.maximum(np.abs(matrix).max(axis=0) / STEPS, 1e-12).astype(np.float32)  # (N,)
    return np.round(matrix / step).astype(np.int8), step
