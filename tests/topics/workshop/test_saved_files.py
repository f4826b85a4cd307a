"""Kinds and roles of a folder's files; and that each role is true: what is needed, and what is not."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from core.base.errors import SentiscopeError
from core.models.classifiers import load_classifier
from core.topics.workshop.concepts.safetensors_header import read_header
from core.topics.workshop.saved_files import (
    header_length,
    ids_with,
    read_json,
    saved_files,
    shortened,
    spread_of,
    vocabulary_of,
)


def logits_of(folder: Path) -> tuple[float, float]:
    return load_classifier(str(folder)).classify(["a bad film ."])[0].logits


def test_every_needed_file_is_missed(tiny_copy: Path) -> None:
    files = {file.name: file.role for file in saved_files(tiny_copy)}
    needed = [name for name, role in files.items() if role == "needed"]
    assert needed == ["config.json", "model.safetensors", "tokenizer.json"]
    for name in needed:
        content = (tiny_copy / name).read_bytes()
        (tiny_copy / name).unlink()
        with pytest.raises(SentiscopeError):
            load_classifier(str(tiny_copy))
        (tiny_copy / name).write_bytes(content)


def test_every_other_file_may_go(tiny_copy: Path) -> None:
    before = logits_of(tiny_copy)
    for name in ("optimizer.pt", "training_args.bin", "vocab.txt", "special_tokens_map.json", "README.md"):
        (tiny_copy / name).write_text("{}", encoding="utf-8")
    roles = {file.name: file.role for file in saved_files(tiny_copy)}
    assert set(roles.values()) == {"needed", "settings", "resume", "record", "old"}
    for name, role in roles.items():
        if role != "needed":
            (tiny_copy / name).unlink()
    assert logits_of(tiny_copy) == before


def test_kinds_follow_the_endings_and_hidden_files_are_left_out(tmp_path: Path) -> None:
    for name in ("a.json", "b.txt", "c.safetensors", "d.bin", "e.pt", "f.xyz", ".hidden"):
        (tmp_path / name).write_bytes(b"12")
    (tmp_path / "folder").mkdir()
    found = {file.name: (file.kind, file.size, file.role) for file in saved_files(tmp_path)}
    kinds = ["json", "text", "safetensors", "pickle", "pickle", "other"]
    assert [kind for kind, _, _ in found.values()] == kinds
    assert {size for _, size, _ in found.values()} == {2}


def test_long_lists_are_cut_and_told() -> None:
    content = {"few": [1, 2], "many": list(range(20)), "deep": {str(n): n for n in range(15)}}
    short = shortened(content)
    assert short["few"] == [1, 2]
    assert short["many"] == [*range(12), {"…": 8}]
    assert short["deep"]["…"] == 3
    assert len(short["deep"]) == 13


def test_vocabularies_come_in_the_order_of_their_ids(tiny_copy: Path, tmp_path: Path) -> None:
    pieces = vocabulary_of(tiny_copy / "tokenizer.json")
    assert pieces is not None
    tokenizer = load_classifier(str(tiny_copy)).tokenizer
    assert [tokenizer.convert_tokens_to_ids(piece) for piece in pieces] == list(range(len(pieces)))
    (tmp_path / "vocab.txt").write_text("[PAD]\nfilm\n", encoding="utf-8")
    assert vocabulary_of(tmp_path / "vocab.txt") == ["[PAD]", "film"]
    (tmp_path / "vocabulary.json").write_text(json.dumps(["a", "b"]), encoding="utf-8")
    assert vocabulary_of(tmp_path / "vocabulary.json") == ["a", "b"]
    assert vocabulary_of(tiny_copy / "config.json") is None


def test_pieces_are_found_by_a_part_of_their_text() -> None:
    assert ids_with(["[PAD]", "film", "##film", "Film"], "film") == [1, 2]


def test_a_damaged_json_is_told(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{", encoding="utf-8")
    with pytest.raises(SentiscopeError) as caught:
        read_json(tmp_path / "config.json")
    assert caught.value.key == "file_unreadable"


def test_spread_counts_every_number(tmp_path: Path) -> None:
    file = tmp_path / "x.safetensors"
    drawn = torch.randn(40, 5, generator=torch.Generator().manual_seed(1))
    save_file({"drawn": drawn, "half": drawn.half(), "none": torch.empty(0, 3)}, file)
    assert header_length(file) == file.stat().st_size - 8 - drawn.numel() * 6
    by_name = {entry.name: entry for entry in read_header(file)}
    spread = spread_of(file, by_name["drawn"])
    assert spread.counts.sum() == drawn.numel()
    assert len(spread.edges) == len(spread.counts) + 1
    assert spread.mean == pytest.approx(drawn.mean().item(), abs=1e-6)
    assert spread.deviation == pytest.approx(np.std(drawn.numpy()), rel=1e-5)
    assert (spread.lowest, spread.highest) == (drawn.min().item(), drawn.max().item())
    assert spread_of(file, by_name["half"]).counts.sum() == drawn.numel()
    with pytest.raises(SentiscopeError) as caught:
        spread_of(file, by_name["none"])
    assert caught.value.key == "tensor_empty"
