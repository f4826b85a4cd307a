"""Gzip that is sound, that is cut off, and that is a bomb."""

import gzip
from pathlib import Path

import pytest

from core.base.errors import SentiscopeError
from core.data.files import budget
from core.data.files.compressed import is_gzip, open_bytes


def error_of(path: Path) -> SentiscopeError:
    with open_bytes(path) as file, pytest.raises(SentiscopeError) as caught:
        sum(1 for _ in iter(lambda: file.read(1000), b""))
    return caught.value


def test_both_kinds_give_their_content(tmp_path: Path) -> None:
    plain, packed = tmp_path / "a.csv", tmp_path / "b.csv"  # the name does not matter
    plain.write_bytes(b"text\ngood\n")
    packed.write_bytes(gzip.compress(b"text\n") + gzip.compress(b"good\n"))
    for path in (plain, packed):
        with open_bytes(path) as file:
            assert file.read() == b"text\ngood\n"
    assert (is_gzip(plain), is_gzip(packed)) == (False, True)


def test_a_bomb_is_noticed_before_it_unfolds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "FREE_BYTES", 10_000)
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"text\n" + b"good\n" * 200_000))
    error = error_of(path)
    assert (error.key, error.parameters["file"]) == ("gzip_bomb", "bomb.csv.gz")


def test_many_equal_rows_are_no_bomb(tmp_path: Path) -> None:
    path = tmp_path / "equal.csv.gz"
    path.write_bytes(gzip.compress(b"text\n" + b"good\n" * 200_000))
    with open_bytes(path) as file:
        assert sum(1 for _ in file) == 200_001


def test_in_public_less_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTISCOPE_PUBLIC", "1")
    monkeypatch.setattr(budget, "MOST_BYTES_IN_PUBLIC", 1000)
    path = tmp_path / "x.csv.gz"
    path.write_bytes(gzip.compress(b"text\n" + bytes(range(32, 127)) * 20))
    assert error_of(path).key == "gzip_bomb"


@pytest.mark.parametrize("damage", ["cut", "changed"])
def test_a_damaged_file_is_said(tmp_path: Path, damage: str) -> None:
    content = bytearray(gzip.compress(b"text\n" + bytes(range(256)) * 100))
    if damage == "cut":
        del content[-20:]
    else:
        content[len(content) // 2] ^= 255
    path = tmp_path / "x.csv.gz"
    path.write_bytes(content)
    assert error_of(path).key == "gzip_damaged"
