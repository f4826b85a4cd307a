"""A packed model comes back as it was, its table of words exactly."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file

from core.base.errors import SentiscopeError
from core.models.card import AGREEMENT, CARD, EXITS, EXITS_RECORD
from core.models.catalog import PACKED, WEIGHTS
from core.models.files import packed
from core.models.files.e5_blocks import expanded
from core.models.files.packed import CHANGED, ROWS, TABLE, pack_changes, pack_table, unpacked


def folder_with(folder: Path, numbers: np.ndarray, scales: np.ndarray) -> Path:
    """A model's folder whose table is rounded to half precision, as a training writes it."""
    folder.mkdir()
    other = np.arange(6, dtype=np.float16).reshape(2, 3)
    weights = {TABLE: expanded(numbers, scales).astype(np.float16), "classifier.weight": other}
    save_file(weights, folder / WEIGHTS)
    (folder / "config.json").write_text('{"model_type": "bert"}', encoding="utf-8")
    return folder


def weights_in(folder: Path, weights: dict[str, np.ndarray], **config: int) -> Path:
    folder.mkdir()
    save_file(weights, folder / WEIGHTS)
    (folder / "config.json").write_text(json.dumps({"model_type": "bert", **config}), encoding="utf-8")
    return folder


@given(seed=st.integers(0, 2**32 - 1), rows=st.integers(1, 5), groups=st.integers(1, 3))
def test_what_was_packed_comes_back_exactly(
    tmp_path_factory: pytest.TempPathFactory, seed: int, rows: int, groups: int
) -> None:
    random, place = np.random.default_rng(seed), tmp_path_factory.mktemp("packed")
    numbers = random.integers(0, 16, (rows, 32 * groups)).astype(np.uint8)
    scales = random.uniform(-0.1, 0.1, (rows, groups)).astype(np.float16)
    whole = folder_with(place / "whole", numbers, scales)
    pack_table(whole, numbers, scales, place / "small")
    assert (place / "small" / PACKED).stat().st_size < (whole / WEIGHTS).stat().st_size + 200
    read = load_file(unpacked(place / "small", place / "plain") / WEIGHTS)
    by_hand = (numbers.astype(np.float32) - 8) * np.repeat(scales.astype(np.float32), 32, axis=1)
    np.testing.assert_array_equal(read[TABLE], by_hand)
    assert read["classifier.weight"].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert (place / "plain" / "config.json").read_text(encoding="utf-8") == '{"model_type": "bert"}'


def test_another_table_is_not_packed(tmp_path: Path) -> None:
    numbers, scales = np.full((1, 32), 9, np.uint8), np.ones((1, 1), np.float16)
    whole = folder_with(tmp_path / "whole", numbers, scales)
    with pytest.raises(ValueError, match="another table"):
        pack_table(whole, numbers + 1, scales, tmp_path / "small")


def test_a_damaged_file_is_told_and_leaves_no_folder(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    (small / PACKED).write_bytes(b"cut off")
    with pytest.raises(SentiscopeError) as raised:
        unpacked(small, tmp_path / "plain")
    assert raised.value.key == "weights_unreadable"
    assert not (tmp_path / "plain").exists()


def test_what_is_the_same_in_another_model_is_taken_from_there(tmp_path: Path) -> None:
    numbers, scales = np.full((2, 32), 9, np.uint8), np.full((2, 1), 0.3, np.float16)
    rest = folder_with(tmp_path / "rest", numbers, scales)
    known = load_file(rest / WEIGHTS)
    wide = {TABLE: expanded(numbers, scales), **{f"bert.{n}": np.ones(4, np.float16) for n in "ab"}}
    save_file({**wide, "classifier.weight": known["classifier.weight"]}, rest / WEIGHTS)
    own = tmp_path / "own"
    own.mkdir()
    changed = {"bert.b": np.zeros(4, np.float16), "cls.bias": np.ones(3, np.float16)}
    halves = {name: value.astype(np.float16) for name, value in wide.items()}
    save_file({**halves, **changed}, own / WEIGHTS)
    shutil.copyfile(rest / "config.json", own / "config.json")
    pack_changes(own, rest, tmp_path / "small")
    assert set(load_file(tmp_path / "small" / PACKED)) == {"bert.b", "cls.bias"}
    read = load_file(unpacked(tmp_path / "small", tmp_path / "plain", rest) / WEIGHTS)
    assert set(read) == {TABLE, "bert.a", "bert.b", "cls.bias"}
    np.testing.assert_array_equal(read[TABLE], wide[TABLE])
    assert read["bert.b"].tolist() == [0, 0, 0, 0]


@given(rows=st.integers(1, 60), seed=st.integers(0, 2**32 - 1), few=st.booleans())
def test_a_few_rows_of_the_table_are_enough(
    tmp_path_factory: pytest.TempPathFactory, rows: int, seed: int, few: bool
) -> None:
    """Where only some rows were learned, such as the mask's, the rest of the table is not written again."""
    random, place = np.random.default_rng(seed), tmp_path_factory.mktemp("rows")
    known = random.normal(size=(rows, 4)).astype(np.float32)
    changed = random.choice(rows, rows // 10 if few else rows, replace=False)
    table = known.astype(np.float16)
    table[changed] += 1
    rest, own = weights_in(place / "rest", {TABLE: known}), weights_in(place / "own", {TABLE: table})
    pack_changes(own, rest, place / "small")
    packed = load_file(place / "small" / PACKED)
    assert set(packed) == ({TABLE} if not few else set() if not len(changed) else {ROWS, CHANGED})
    if ROWS in packed:
        assert sorted(packed[ROWS].tolist()) == sorted(changed.tolist())
    read = load_file(unpacked(place / "small", place / "plain", rest) / WEIGHTS)[TABLE]
    np.testing.assert_array_equal(read[changed], table[changed])
    if few:  # in the precision of the rest
        others = np.setdiff1d(np.arange(rows), changed)
        np.testing.assert_array_equal(read[others], known[others])


def test_a_views_numbers_are_written_as_they_are(tmp_path: Path) -> None:
    numbers, scales = np.full((3, 32), 9, np.uint8), np.full((3, 1), 0.3, np.float16)
    rest = folder_with(tmp_path / "rest", numbers, scales)
    own = weights_in(tmp_path / "own", {"cls.weight": np.arange(6, dtype=np.float32).reshape(2, 3)})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packed, "load_file", lambda file: {k: v.T for k, v in load_file(file).items()})
        pack_changes(own, rest, tmp_path / "small")
    assert load_file(tmp_path / "small" / PACKED)["cls.weight"].tolist() == [[0, 3], [1, 4], [2, 5]]


def test_layers_that_a_model_lacks_are_not_taken_from_the_rest(tmp_path: Path) -> None:
    weights = {f"bert.encoder.layer.{n}.attention.output.dense.bias": np.full(3, n, "f4") for n in range(12)}
    rest = weights_in(tmp_path / "rest", weights, num_hidden_layers=12)
    first = dict(list(weights.items())[:2])
    pack_changes(weights_in(tmp_path / "own", first, num_hidden_layers=2), rest, tmp_path / "small")
    assert set(load_file(unpacked(tmp_path / "small", tmp_path / "plain", rest) / WEIGHTS)) == set(first)


def test_what_is_said_of_the_same_weights_is_always_the_newest(tmp_path: Path) -> None:
    numbers, scales = np.full((2, 32), 9, np.uint8), np.full((2, 1), 0.3, np.float16)
    whole = folder_with(tmp_path / "whole", numbers, scales)
    pack_table(whole, numbers, scales, tmp_path / "small")
    plain = unpacked(tmp_path / "small", tmp_path / "plain")
    weights = (plain / WEIGHTS).stat().st_mtime_ns
    for said in ('{"dev": 1}', '{"dev": 2}'):
        for name in (CARD, AGREEMENT):
            (tmp_path / "small" / name).write_text(said, encoding="utf-8")
        unpacked(tmp_path / "small", plain)
        assert [(plain / name).read_text(encoding="utf-8") for name in (CARD, AGREEMENT)] == [said, said]
    for heads in (b"\xff\x00", b"\xff\x01"):  # no text in UTF-8
        (tmp_path / "small" / EXITS).write_bytes(heads)
        (tmp_path / "small" / EXITS_RECORD).write_text(heads.hex(), encoding="utf-8")
        unpacked(tmp_path / "small", plain)
        assert (plain / EXITS).read_bytes() == heads
        assert (plain / EXITS_RECORD).read_text(encoding="utf-8") == heads.hex()
    (tmp_path / "small" / EXITS).unlink()
    unpacked(tmp_path / "small", plain)
    assert (plain / EXITS).read_bytes() == heads  # somebody's own
    assert (plain / WEIGHTS).stat().st_mtime_ns == weights
