"""A file that is opened once, and read by the block."""

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.base import steady_file
from core.base.errors import SentiscopeError
from core.base.steady_file import SteadyFile

CONTENT = bytes(range(256)) * 40
opened: list[str] = []
sys.addaudithook(lambda event, arguments: opened.append(str(arguments[0])) if event == "open" else None)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(steady_file, "BLOCK_BYTES", 1000)
    monkeypatch.setattr(steady_file, "KEPT_BLOCKS", 2)
    (tmp_path / "file").write_bytes(CONTENT)
    return tmp_path / "file"


@given(st.lists(st.tuples(st.integers(0, 12_000), st.integers(0, 3000)), max_size=8), st.booleans())
@settings(max_examples=50)
def test_it_reads_like_any_file(places: list[tuple[int, int]], by_block: bool) -> None:
    file, like = SteadyFile(Path(__file__)), io.BytesIO(Path(__file__).read_bytes())
    with file.view() if by_block else file.glances() as view:
        for place, count in places:
            assert view.seek(place) == like.seek(place)
            assert view.read(count) == like.read(count)
        assert view.seek(-3, os.SEEK_END) == like.seek(-3, os.SEEK_END)
        assert view.read() == like.read()


def test_while_it_is_held_it_is_opened_once(path: Path) -> None:
    opened.clear()
    with SteadyFile(path) as file, file.view() as one, file.view() as other:
        assert one.read(10) == other.read(10) == CONTENT[:10]
        assert one.read() == CONTENT[10:]
    assert opened.count(str(path)) == 1
    with file.view() as view:
        assert view.read() == CONTENT
    assert opened.count(str(path)) == 2


def read_again(file: SteadyFile) -> None:
    with file.view() as view:
        view.read()
    file.fingerprint()


def grow(path: Path) -> None:
    path.write_bytes(CONTENT + b"more")


def change_a_byte(path: Path) -> None:
    before = path.stat()
    path.write_bytes(CONTENT[:5000] + b"x" + CONTENT[5001:])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))  # size and time tell nothing


@pytest.mark.parametrize("what", [grow, change_a_byte, lambda path: os.truncate(path, 3)])
@pytest.mark.parametrize("held", [True, False])
def test_a_second_reading_finds_the_same_or_nothing(
    path: Path, what: Callable[[Path], object], held: bool
) -> None:
    file = SteadyFile(path)
    if held:
        file.hold()
    with file.view() as view:
        assert view.read() == CONTENT
    what(path)
    with pytest.raises(SentiscopeError) as caught:
        read_again(file)
    assert caught.value.key == "input_changing"
    if held:
        file.let_go()


def test_the_fingerprint_depends_on_size_and_content_alone(path: Path, tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(CONTENT)
    file = SteadyFile(path)
    with file.view() as view:  # in another order
        view.seek(9000)
        view.read(10)
    assert file.fingerprint().as_dict() == SteadyFile(tmp_path / "other").fingerprint().as_dict()
    assert file.fingerprint().as_dict()["bytes"] == len(CONTENT)
    change_a_byte(tmp_path / "other")
    assert file.fingerprint().digest != SteadyFile(tmp_path / "other").fingerprint().digest
