"""A folder is made once, whole, by one of all who want it."""

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.base.errors import SentiscopeError
from core.base.settings import REPOSITORY
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


def test_what_a_killed_process_left_is_cleared(tmp_path: Path) -> None:
    target = tmp_path / "model"
    for name in ("model.abandoned", "model-2.else", "other.abandoned"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "weights").touch()
    made_once(target, lambda folder: (folder / "whole").touch())
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == {
        "model",
        "model-2.else",
        "other.abandoned",
    }


@pytest.mark.whole
def test_a_conversion_that_is_killed_leaves_nothing_for_long(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib\n"
        "from core.models.files.made_once import made_once\n"
        "def make(folder):\n"
        "    (folder / 'half').touch()\n"
        "    print('begun', flush=True)\n"
        "    sys.stdin.read()\n"
        "made_once(pathlib.Path(sys.argv[1]), make)\n"
    )
    target = tmp_path / "model"
    command = [sys.executable, "-c", code, str(target)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.kill()
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 1
    made_once(target, lambda folder: (folder / "whole").touch())
    assert [path for path in tmp_path.iterdir() if path.is_dir()] == [target]
    assert [path.name for path in target.iterdir()] == ["whole"]
