"""The header of a safetensors file, read by hand: shipped weights, offsets, and files that are none."""

import json
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from core.base.settings import ASSETS
from core.topics.workshop.concepts.safetensors_header import LENGTH, Entry, read_header, read_tensor

SHIPPED = ASSETS / "models" / "sst2-minilm" / "model.safetensors"


def test_names_types_and_shapes_of_the_shipped_model_are_the_librarys() -> None:
    entries = read_header(SHIPPED)
    with safe_open(SHIPPED, framework="pt") as opened:
        assert {entry.name for entry in entries} == set(opened.keys())
        for entry in entries:
            told = opened.get_slice(entry.name)
            assert (entry.dtype, list(entry.shape)) == (told.get_dtype(), told.get_shape())


def test_one_tensor_of_the_shipped_model_is_read_without_the_others() -> None:
    entry = next(entry for entry in read_header(SHIPPED) if entry.name == "classifier.weight")
    assert torch.equal(read_tensor(SHIPPED, entry), load_file(SHIPPED)[entry.name])


def test_bytes_follow_each_other_to_the_end_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "two.safetensors"
    save_file({"a": torch.zeros(2, 3), "b": torch.ones(4, dtype=torch.int64)}, file)
    entries = read_header(file)
    (length,) = LENGTH.unpack(file.read_bytes()[:8])
    assert entries[0].begin == 0
    assert entries[0].end == entries[1].begin
    assert 8 + length + entries[-1].end == file.stat().st_size
    assert [entry.count for entry in sorted(entries, key=lambda e: e.name)] == [6, 4]


def test_metadata_is_no_tensor_and_nothing_has_no_bytes(tmp_path: Path) -> None:
    file = tmp_path / "odd.safetensors"
    save_file({"empty": torch.empty(0, 3)}, file, metadata={"format": "pt"})
    assert read_header(file) == (Entry("empty", "F32", (0, 3), 0, 0),)
    assert read_tensor(file, read_header(file)[0]).shape == (0, 3)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x01",
        LENGTH.pack(0),
        LENGTH.pack(2**60) + b"{}",
        LENGTH.pack(5) + b"hello",
        b"PK\x03\x04zip file",
    ],
)
def test_other_files_are_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "none.safetensors"
    file.write_bytes(content)
    with pytest.raises(ValueError):  # json's error is one
        read_header(file)


def test_header_is_json_that_an_editor_shows(tmp_path: Path) -> None:
    file = tmp_path / "one.safetensors"
    save_file({"weight": torch.zeros(2)}, file)
    content = file.read_bytes()
    (length,) = LENGTH.unpack(content[:8])
    assert json.loads(content[8 : 8 + length])["weight"]["data_offsets"] == [0, 8]
