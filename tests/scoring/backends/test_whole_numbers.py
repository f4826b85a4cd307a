"""Int8's products are the same whole numbers on every processor: none of their sums leaves its 16 bits.

AVX2 without VNNI multiplies unsigned bytes with signed ones and adds each two neighbours in 16 bits, which
saturate (`vpmaddubsw`); VNNI, AMX and ARM add in 32 bits, exactly. The weights are rounded to so few steps
that both are the same, whatever a text holds.
"""

from pathlib import Path

import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import numpy_helper

from core.models.classifiers import load_classifier
from core.scoring.backends.onnx_backend import exported
from core.scoring.backends.onnx_graph import STEPS, rounded_columns
from core.scoring.backends.processor import instruction_sets, processor_record


def as_avx2(inputs: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """inputs (M, K) of unsigned bytes times weights (K, N) of signed ones, by pairs in 16 bits; K is even."""
    products = inputs[:, :, None].astype(np.int64) * weights[None].astype(np.int64)  # (M, K, N)
    pairs = products[:, ::2] + products[:, 1::2]  # (M, K / 2, N)
    return np.clip(pairs, -(2**15), 2**15 - 1).sum(axis=1)


def exactly(inputs: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return inputs.astype(np.int64) @ weights.astype(np.int64)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_avx2_s_sums_are_exact_for_what_we_round(seed: int) -> None:
    draw = np.random.default_rng(seed)
    weights, _ = rounded_columns(draw.standard_t(2, (16, 5)).astype(np.float32))
    largest = (weights.T > 0)[:, :] * np.uint8(255)  # (N, K): the worst that each column can meet
    inputs = np.concatenate([largest, 255 - largest, draw.integers(0, 256, (4, 16))]).astype(np.uint8)
    np.testing.assert_array_equal(as_avx2(inputs, weights), exactly(inputs, weights))


def test_with_all_steps_of_eight_bits_they_would_not_be() -> None:
    weights, inputs = np.full((2, 1), 127, np.int8), np.full((1, 2), 255, np.uint8)
    assert as_avx2(inputs, weights)[0, 0] == 2**15 - 1
    assert exactly(inputs, weights)[0, 0] == 2 * 255 * 127
    assert 2 * 255 * STEPS < 2**15 <= 2 * 255 * (STEPS + 2)


@pytest.mark.whole
@pytest.mark.parametrize("name", ["sst2-minilm", "bilingual-e5"])
def test_no_shipped_product_can_leave_16_bits(name: str) -> None:
    graph = onnx.load(str(exported(load_classifier(name, deferred=True)))).graph
    constants = {each.name: each for each in graph.initializer}
    products = [node for node in graph.node if node.op_type == "MatMulIntegerToFloat"]
    assert products
    for node in products:
        weights = numpy_helper.to_array(constants[node.input[1]]).astype(np.int64)  # (D, N)
        assert (numpy_helper.to_array(constants[node.input[5]]) == 0).all()  # no zero point is taken off
        highest = np.maximum(weights, 0).reshape(len(weights) // 2, 2, -1).sum(axis=1) * 255
        lowest = np.minimum(weights, 0).reshape(len(weights) // 2, 2, -1).sum(axis=1) * 255
        assert highest.max() < 2**15
        assert lowest.min() >= -(2**15)


def test_a_record_names_the_processor(tmp_path: Path) -> None:
    told = tmp_path / "cpuinfo"
    told.write_text("model name : a\nflags\t\t: fpu avx2 avx512_vnni amx_int8 sse\n\nflags : none\n")
    assert instruction_sets(told) >= {"avx2", "amx_int8", "fpu"}
    record = processor_record(2, told)
    assert (record["instruction_sets"], record["threads"]) == (["avx2", "avx512_vnni", "amx_int8"], 2)
    assert processor_record(1, tmp_path / "missing")["instruction_sets"] == []
