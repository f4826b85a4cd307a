import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.jobs.process import process_table, processes
from core.jobs.process.processes import Process
from tests.jobs.support import wait_for


@pytest.fixture
def sleeper() -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True
    ) as process:
        yield process
        process.kill()


@pytest.fixture(params=["proc", "ps"])
def source(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways to ask the system must agree; the second is the one of other systems."""
    if request.param == "ps":
        if not any((Path(folder) / "ps").exists() for folder in os.environ["PATH"].split(":")):
            pytest.skip("this machine has no ps")
        monkeypatch.setattr(process_table, "PROC", Path("/nowhere"))


@pytest.mark.usefixtures("source")
def test_a_process_is_known_by_number_and_birth(sleeper: "subprocess.Popen[bytes]") -> None:
    process = processes.identify(sleeper.pid)
    assert processes.is_alive(process)
    assert not processes.is_alive(Process(sleeper.pid, "another birth"))
    assert not processes.is_alive(Process(sleeper.pid, ""))


@pytest.mark.usefixtures("source")
def test_a_zombie_is_not_alive(sleeper: "subprocess.Popen[bytes]") -> None:
    process = processes.identify(sleeper.pid)
    assert processes.end_process(process)
    assert not processes.is_alive(process)
    assert processes.identify(sleeper.pid).birth == ""
    assert not process_table.has_group(sleeper.pid)


@pytest.mark.usefixtures("source")
def test_a_group_ends_when_asked(sleeper: "subprocess.Popen[bytes]") -> None:
    assert processes.end_group(processes.identify(sleeper.pid), grace_seconds=20)
    assert sleeper.wait() == -15


def test_a_new_process_with_an_old_number_is_left_alone(sleeper: "subprocess.Popen[bytes]") -> None:
    former = Process(sleeper.pid, "an earlier birth")
    assert processes.end_process(former)
    assert processes.end_group(former, grace_seconds=0.1)
    assert sleeper.poll() is None


def test_a_group_ends_after_its_leader_died(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.jobs.children.leaving", str(tmp_path)]
    with subprocess.Popen(command, start_new_session=True) as leader:
        process = processes.identify(leader.pid)
        leader.wait()
    left = processes.identify(int((tmp_path / "left").read_text()))
    assert processes.is_alive(left)
    assert processes.end_group(process)
    assert not processes.is_alive(left)


def test_nobody_has_an_unused_number() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    assert process_table.find(gone.pid) is None
    assert process_table.find(os.getpid()) is not None


def test_births_differ() -> None:
    mine = processes.identify(os.getpid())
    time.sleep(0.05)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        wait_for(lambda: processes.identify(other.pid).birth != "", "a birth")
        assert processes.identify(other.pid).birth != mine.birth
