"""A BERT classifier drawn as an ONNX graph in float32, from arrays: neither torch nor its library is needed.

The last layer is computed for [CLS] only, because nothing else of it is read. Operators of the domain
`com.microsoft` are ONNX Runtime's own. `core/scoring/backends/onnx_graph.py` draws the same in int8.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from core.nn.encoder_shape import EncoderShape

Array = NDArray[Any]
Weights = Mapping[str, Array]  # by the names they have in the checkpoint
OPSET, IR_VERSION = 20, 10
OURS = "com.microsoft"


def float32_graph(weights: Weights, shape: EncoderShape) -> bytes:
    """The graph ids (B, T), mask (B, T) → logits (B, 2), serialised; the same bytes each time.

    Raises KeyError where a weight of a BERT classifier is missing.
    """
    return BertGraph(weights, shape).drawn()


class BertGraph:
    """Nodes and constants as they come, every node named after its output."""

    def __init__(self, weights: Weights, shape: EncoderShape) -> None:
        self._weights, self._shape = weights, shape
        self._nodes: list[Any] = []
        self._constants: dict[str, Any] = {}

    def drawn(self, layers: range | None = None) -> bytes:
        """The whole model, serialised, or so many of its layers in a row.

        A part that is not the first takes `x` (B, T, D); one that is not the last gives `hidden` (B, T, D).
        """
        layers = range(self._shape.layers) if layers is None else layers
        is_first, is_last = layers.start == 0, layers.stop == self._shape.layers
        x = self.embeddings() if is_first else "x"  # (B, T, D)
        for layer in layers:
            x = self.layer(x, layer, only_first=layer == self._shape.layers - 1)
        if is_last:
            self.head(x)
        else:
            self._op("Identity", "hidden", x)
        return self._serialised(is_first, is_last)

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

    def _serialised(self, is_first: bool, is_last: bool) -> bytes:
        ids = helper.make_tensor_value_info("ids", TensorProto.INT64, ["B", "T"])
        x, hidden = (
            helper.make_tensor_value_info(name, TensorProto.FLOAT, ["B", "T", "D"])
            for name in ("x", "hidden")
        )
        inputs = [
            ids if is_first else x,
            helper.make_tensor_value_info("mask", TensorProto.INT32, ["B", "T"]),
        ]
        logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["B", 2])
        outputs = [logits if is_last else hidden]
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
        return self._op("MatMul", name, x, self._constant(f"{name}_weights", self._side_by_side(weights)))

    def _side_by_side(self, names: list[str]) -> NDArray[np.float32]:
        """The matrices of these names, each transposed. (D, N)"""
        return np.concatenate([self._weight(f"{name}.weight").T for name in names], axis=1)

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
        return self._weights[name].astype(np.float32, copy=False)

    def _constant(self, name: str, value: Array | np.generic) -> str:
        if name not in self._constants:
            self._constants[name] = numpy_helper.from_array(np.asarray(value, order="C"), name)
        return name

    def _op(self, kind: str, name: str, *inputs: str, domain: str = "", **settings: Any) -> str:
        self._nodes.append(helper.make_node(kind, inputs, [name], name, domain=domain, **settings))
        return name
