"""Is the file still the one it was?"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from core.base.errors import SentiscopeError
from core.base.steady_file import SteadyFile


def grow(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"more")


def change(path: Path) -> None:
    path.write_bytes(b"x" * path.stat().st_size)
    os.utime(path, ns=(0, 0))


@pytest.mark.parametrize("what", [grow, change, Path.unlink, lambda path: os.truncate(path, 3)])
def test_any_change_is_noticed(tmp_path: Path, what: Callable[[Path], object]) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"text\ngood\n")
    seen = SteadyFile(path).fingerprint()
    seen.check()
    what(path)
    with pytest.raises(SentiscopeError) as caught:
        seen.check()
    assert caught.value.key == "input_changing"
