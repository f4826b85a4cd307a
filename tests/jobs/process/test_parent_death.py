import subprocess
import sys
from pathlib import Path

import pytest

from core.base import settings
from core.jobs import commands
from tests.jobs.support import kill, lives, numbers, start_process, wait_for


def waiting(folder: Path) -> "subprocess.Popen[bytes]":
    command = commands.waiting_command("tests.jobs.children.counting", [str(folder), "1", "0"])
    return subprocess.Popen(
        command, cwd=settings.REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    )


def test_a_command_begins_when_told_to(tmp_path: Path) -> None:
    with waiting(tmp_path) as process:
        process.communicate(b"\n")
    assert process.returncode == 0
    assert numbers(tmp_path / "pids") == [process.pid]


def test_a_command_whose_worker_is_gone_never_begins(tmp_path: Path) -> None:
    with waiting(tmp_path) as process:
        process.communicate(b"")
    assert process.returncode == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the next looker ends it")
def test_a_command_dies_with_its_parent(tmp_path: Path) -> None:
    with start_process("holding", str(tmp_path)) as parent:
        wait_for(lambda: len(numbers(tmp_path / "pids")) == 1, "the command")
        kill(parent.pid)
        wait_for(lambda: not lives(numbers(tmp_path / "pids")[0]), "its end")
