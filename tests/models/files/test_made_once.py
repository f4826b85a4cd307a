"""A folder is made once, whole, by one of all who want it."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.base.errors import SentiscopeError
from core.models.files.made_once import made_once


def test_of_two_at_once_one_makes_it_and_the_other_waits(tmp_path: Path) -> None:
    begun, target = threading.Barrier(2), tmp_path / "models" / "made"
    made: list[Path] = []

    def make(folder: Path) -> None:
        made.append(folder)
        time.sleep(0.2)  # long enough for the other to come
        (folder / "whole").write_text("yes")

    def want(_: int) -> str:
        begun.wait()
        return (made_once(target, make) / "whole").read_text()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(want, range(2))) == ["yes", "yes"]
    assert len(made) == 1


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    def make(folder: Path) -> None:
        (folder / "half").write_text("no")
        raise OSError(28, "No space left on device")

    with pytest.raises(SentiscopeError, match="disk_full"):
        made_once(tmp_path / "made", make)
    assert [path for path in tmp_path.iterdir() if path.is_dir()] == []
