"""Graphs in the user's folder: drawn once, drawn anew when damaged, and few."""

import os
from pathlib import Path

import pytest

from core.models.onnx import kept_graphs
from core.models.onnx.kept_graphs import kept_graph


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SENTISCOPE_HOME", str(tmp_path))
    return tmp_path / "onnx"


def refuse() -> bytes:
    raise AssertionError("drawn again")


def test_it_is_drawn_once_and_found_by_its_name() -> None:
    file = kept_graph("one", lambda: b"graph")
    assert kept_graph("one", refuse) == file
    assert file.read_bytes() == b"graph"
    assert kept_graph("two", lambda: b"other") != file


@pytest.mark.parametrize("damage", [b"grapf", b"gra", b""], ids=["changed", "cut", "empty"])
def test_a_damaged_one_is_drawn_anew(home: Path, damage: bytes) -> None:
    file = kept_graph("one", lambda: b"graph")
    file.write_bytes(damage)
    assert kept_graph("one", lambda: b"graph").read_bytes() == b"graph"
    assert list(home.iterdir()) == [file]


def test_what_fails_leaves_nothing_behind(home: Path) -> None:
    with pytest.raises(AssertionError):
        kept_graph("one", refuse)
    assert not home.exists()


def test_the_oldest_go(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_graphs, "MOST_GRAPHS", 2)
    for number in range(3):
        os.utime(kept_graph(f"{number}", lambda: b"graph"), (number, number))
    kept_graph("3", lambda: b"graph")
    assert sorted(file.name[0] for file in home.iterdir()) == ["2", "3"]


def test_what_a_killed_process_left_is_cleared(home: Path) -> None:
    home.mkdir()
    (home / "one-00000000.onnx.0123abcd.part").write_bytes(b"half")
    file = kept_graph("one", lambda: b"graph")
    assert list(home.iterdir()) == [file]
