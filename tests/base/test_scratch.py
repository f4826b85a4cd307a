"""Temporary folders: for as long as their process lives, and no longer."""

import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from core.base.scratch import clear_abandoned, scratch_folder
from core.base.settings import REPOSITORY

HOLD = """
import sys
from core.base.scratch import scratch_folder
with scratch_folder() as folder:
    (folder / "model.safetensors").write_bytes(bytes(1000))
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_folder_is_private_and_goes_with_its_block(temporary: Path) -> None:
    with scratch_folder() as folder:
        assert folder.parent == temporary
        assert folder.stat().st_mode & 0o077 == 0
        (folder / "inner").mkdir()
    assert list(temporary.iterdir()) == []


def test_two_at_once_leave_each_other_alone(temporary: Path) -> None:
    with scratch_folder() as first, scratch_folder() as second:
        assert first != second
        clear_abandoned()
        assert first.is_dir()
        assert second.is_dir()


@pytest.mark.whole
def test_a_killed_processs_folder_is_cleared_and_a_living_ones_is_not(temporary: Path) -> None:
    command = [sys.executable, "-c", HOLD]
    options = {"cwd": REPOSITORY, "stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **options) as killed, subprocess.Popen(command, **options) as living:
        left, kept = (Path(process.stdout.readline().strip()) for process in (killed, living))
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        assert left.is_dir()
        with scratch_folder():
            assert not left.exists()
            assert (kept / "model.safetensors").is_file()
        living.stdin.close()
        living.wait()
    assert list(temporary.iterdir()) == []


def test_what_is_not_ours_stays(temporary: Path) -> None:
    foreign = [temporary / "sentiscope-notes", temporary / "other"]
    for folder in foreign:
        folder.mkdir()
    clear_abandoned()
    assert all(folder.is_dir() for folder in foreign)
