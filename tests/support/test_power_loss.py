"""The model of a loss of power, on writers that are right or wrong in ways known from the literature."""

import os
import random
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.power_loss import (
    names_before_contents,
    names_left_unsafe,
    recorded,
    states,
    tree_of,
    woken,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the path behind a number: Linux alone")


def careful(folder: Path, text: bytes) -> None:
    with open(folder / "x.part", "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(folder / "x.part", folder / "x")
    number = os.open(folder, os.O_RDONLY)
    os.fsync(number)
    os.close(number)


def without_file(folder: Path, text: bytes) -> None:
    (folder / "x.part").write_bytes(text)
    os.replace(folder / "x.part", folder / "x")


def in_place(folder: Path, text: bytes) -> None:
    (folder / "x").write_bytes(text)


def found_after(write: Callable[[Path, bytes], None], tmp_path: Path) -> set[bytes | None]:
    """Every content of `x` that a machine may wake up with while `new` replaces `old`; None for no file."""
    folder = tmp_path / "disk"
    folder.mkdir()
    with recorded(folder) as recording:
        careful(folder, b"old!")
        begun = len(recording.events)
        write(folder, b"new!!!")
    return {
        (tmp_path / "woken" / "x").read_bytes() if (tmp_path / "woken" / "x").exists() else None
        for moment in woken(recording, tmp_path / "woken")
        if moment >= begun
    }


def test_a_careful_writer_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    assert found_after(careful, tmp_path) == {b"old!", b"new!!!"}


def test_a_name_without_its_content_is_found(tmp_path: Path) -> None:
    """ext4's zero-length files of 2009: renamed before the content was there."""
    assert found_after(without_file, tmp_path) >= {b"old!", b"new!!!", b"", b"new"}


def test_writing_in_place_is_found(tmp_path: Path) -> None:
    assert found_after(in_place, tmp_path) >= {b"new", b""}


def test_the_order_of_calls_is_judged(tmp_path: Path) -> None:
    for number, (write, before, unsafe) in enumerate(
        ((careful, [], []), (without_file, ["x"], ["x"]), (in_place, [], []))
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        with recorded(folder) as recording:
            write(folder, b"new")
        assert (names_before_contents(recording), names_left_unsafe(recording)) == (before, unsafe)


def test_all_of_it_is_what_was_there(tmp_path: Path) -> None:
    """Names that move with their folders, files that others open again, folders that go."""
    folder = tmp_path / "disk"
    folder.mkdir()
    with recorded(folder) as recording:
        (folder / "a" / "b").mkdir(parents=True)
        (folder / "a" / "b" / "c").write_text("one")
        (folder / "a").rename(folder / "z")
        with open(folder / "z" / "b" / "c", "a") as file:
            file.write(" more")
        (folder / "z" / "gone").mkdir()
        (folder / "z" / "gone").rmdir()
    whole = next(states(recording, len(recording.events), random.Random(0)))
    assert tree_of(recording, whole) == {"z": None, "z/b": None, "z/b/c": b"one more"}
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*")} == {"z", "z/b", "z/b/c"}
