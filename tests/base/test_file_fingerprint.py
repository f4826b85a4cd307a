"""Is the file still the one it was?"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from core.base.errors import SentiscopeError
from core.base.file_fingerprint import fingerprint


def grow(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"more")


def change(path: Path) -> None:
    path.write_bytes(b"x" * path.stat().st_size)
    os.utime(path, ns=(0, 0))


def test_it_depends_on_size_and_content_and_not_on_the_path(tmp_path: Path) -> None:
    first, other = tmp_path / "a.csv", tmp_path / "b.csv"
    for path in (first, other):
        path.write_bytes(b"text\ngood\n")
    assert fingerprint(first).as_dict() == fingerprint(other).as_dict()
    assert fingerprint(first).as_dict() == {
        "bytes": 10,
        "sha256": hashlib.sha256(b"text\ngood\n").hexdigest(),
    }
    fingerprint(first).check()


@pytest.mark.parametrize("what", [grow, change, Path.unlink, lambda path: os.truncate(path, 3)])
def test_any_change_is_noticed(tmp_path: Path, what: Callable[[Path], object]) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"text\ngood\n")
    seen = fingerprint(path)
    what(path)
    with pytest.raises(SentiscopeError) as caught:
        seen.check()
    assert caught.value.key == "input_changing"
