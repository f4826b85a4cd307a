"""The file of multilingual-e5-small: weights of four bits by hand, and what another file is told."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.base.errors import SentiscopeError
from core.models.files.e5_blocks import E5File, expanded, open_e5
from tests.support.e5_file import PIECES, SCORES, D, F, four_bits, small_tensors, write_e5


@pytest.fixture
def e5(tmp_path: Path) -> E5File:
    return open_e5(write_e5(tmp_path / "e5.bin"))


def test_a_weight_is_its_four_bits_less_eight_times_the_scale(tmp_path: Path) -> None:
    numbers = np.array([0, 8, 15, *[8] * 13, 9, *[8] * 15])  # the 17th is the first of the high halves
    tensors = {"m": (1, 32, four_bits(numbers, np.array([0.5])))}
    matrix = open_e5(write_e5(tmp_path / "e5.bin", tensors)).matrix("m", 32)
    assert matrix.dtype == np.float32
    assert matrix[0, [0, 1, 2, 16]].tolist() == [-4.0, 0.0, 3.5, 0.5]
    assert np.count_nonzero(matrix) == 3


@given(
    arrays(np.uint8, (3, 64), elements=st.integers(0, 15)),
    arrays(np.float16, (3, 2), elements=st.floats(0, 8, width=16)),
)
def test_blocks_are_read_as_they_were_written(numbers: np.ndarray, scales: np.ndarray) -> None:
    raw = np.frombuffer(four_bits(numbers, scales), np.uint8)
    assert raw.size == 3 * 2 * 18
    whole = expanded(numbers, scales)
    for row, column in ((0, 0), (2, 63), (1, 32)):
        assert whole[row, column] == (int(numbers[row, column]) - 8) * float(scales[row, column // 32])


def test_sizes_pieces_and_names_are_those_of_the_file(e5: E5File) -> None:
    assert (e5.shape.hidden_size, e5.shape.intermediate_size, e5.shape.num_hidden_layers) == (D, F, 1)
    assert tuple(e5.pieces) == PIECES
    assert e5.scores.tolist() == pytest.approx(SCORES)
    shapes = {name: value.shape for name, value in e5.layer_weights()}
    assert shapes["encoder.layer.0.intermediate.dense.weight"] == (F, D)
    assert shapes["encoder.layer.0.output.dense.weight"] == (D, F)
    assert shapes["encoder.layer.0.attention.output.LayerNorm.bias"] == (D,)
    assert len(shapes) == 16
    assert {name: value.shape for name, value in e5.embedding_weights()} == {
        "embeddings.position_embeddings.weight": (16, D),
        "embeddings.token_type_embeddings.weight": (2, D),
        "embeddings.LayerNorm.weight": (D,),
        "embeddings.LayerNorm.bias": (D,),
    }


def test_a_tensor_of_the_other_kind_is_refused(e5: E5File) -> None:
    for read in (lambda: e5.vector("l0.q.w"), lambda: e5.matrix("l0.q.b", D)):
        with pytest.raises(SentiscopeError) as caught:
            read()
        assert caught.value.key == "weights_unreadable"


@pytest.mark.parametrize("length", [0, 3, 40, 120, 400])
def test_another_file_or_half_of_one_is_one_sentence(tmp_path: Path, length: int) -> None:
    file = write_e5(tmp_path / "e5.bin")
    file.write_bytes(file.read_bytes()[:length])
    with pytest.raises(SentiscopeError) as caught:
        open_e5(file)
    assert caught.value.key == "weights_unreadable"


def test_a_tensor_that_is_cut_off_is_one_sentence(tmp_path: Path) -> None:
    file = write_e5(tmp_path / "e5.bin")
    file.write_bytes(file.read_bytes()[:-4])
    with pytest.raises(SentiscopeError) as caught:
        open_e5(file).vector(list(small_tensors())[-1])
    assert caught.value.key == "weights_unreadable"
