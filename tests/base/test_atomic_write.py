"""Files that are whole or not there."""

import json
import os
from pathlib import Path

import pytest

from core.base.atomic_write import UNFINISHED, durable, name_durably, unfinished, write_durably
from core.base.errors import SentiscopeError


def test_a_written_file_is_whole_and_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    for text in ("old", "影评"):
        write_durably(path, text)
        assert path.read_text(encoding="utf-8") == text
        assert list(tmp_path.iterdir()) == [path]


def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.json"
    write_durably(path, "old")

    def full(number: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError):
        write_durably(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_block_that_fails_leaves_the_old_bytes_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "x.bin"
    with durable(path, "xb") as file:
        file.write(b"old")

    def fail() -> None:
        with durable(path, "xb") as file:
            file.write(b"new")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_unfinished_names_differ_and_are_known_by_their_ending(tmp_path: Path) -> None:
    names = {unfinished(tmp_path / "x.csv") for _ in range(20)}
    assert len(names) == 20
    assert {name.suffix for name in names} == {UNFINISHED}
    written = names.pop()
    written.write_text("all of it")
    name_durably(written, tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_text() == "all of it"
    assert not written.exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have names on Unix only")
def test_no_pipe_is_ever_replaced(tmp_path: Path) -> None:
    pipe, written = tmp_path / "pipe", tmp_path / "written"
    os.mkfifo(pipe)
    written.write_text("x")
    for work in (lambda: write_durably(pipe, "x"), lambda: name_durably(written, pipe)):
        with pytest.raises(SentiscopeError) as caught:
            work()
        assert caught.value.key == "output_no_file"
    assert pipe.is_fifo()


def test_half_a_character_is_written_as_json_reads_it(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9 \xf0\x9f\x98\x80")
    write_durably(tmp_path / "x", json.dumps({"name": name}, ensure_ascii=False))
    assert json.loads((tmp_path / "x").read_text(encoding="utf-8")) == {"name": name}
