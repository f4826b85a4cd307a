import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from core.jobs.process import processes
from core.jobs.process.processes import Process
from tests.jobs.support import wait_for


@pytest.fixture
def sleeper() -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True
    ) as process:
        yield process
        process.kill()


def test_a_process_is_known_by_number_and_birth(sleeper: "subprocess.Popen[bytes]") -> None:
    process = processes.identify(sleeper.pid)
    assert processes.is_alive(process)
    assert not processes.is_alive(Process(sleeper.pid, "another birth"))
    assert not processes.is_alive(Process(sleeper.pid, ""))


def test_a_zombie_is_not_alive(sleeper: "subprocess.Popen[bytes]") -> None:
    process = processes.identify(sleeper.pid)
    assert processes.end_process(process)
    assert not processes.is_alive(process)
    assert processes.identify(sleeper.pid).birth == ""
    assert not processes.has_group(sleeper.pid)


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
    assert processes.identify(gone.pid).birth == ""
    assert processes.identify(os.getpid()).birth != ""


def test_births_differ() -> None:
    mine = processes.identify(os.getpid())
    time.sleep(0.05)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        wait_for(lambda: processes.identify(other.pid).birth != "", "a birth")
        assert processes.identify(other.pid).birth != mine.birth


def test_setting_the_clock_changes_no_birth(monkeypatch: pytest.MonkeyPatch) -> None:
    """What psutil calls the time of creation moves with the clock; a worker must not seem dead by that."""
    before, moved = processes.identify(os.getpid()), psutil.boot_time() + 3600
    monkeypatch.setattr(psutil, "boot_time", lambda: moved)
    monkeypatch.setattr(psutil._psplatform, "boot_time", lambda: moved)
    assert abs(psutil.Process(os.getpid()).create_time() - time.time()) > 600
    assert processes.identify(os.getpid()) == before


@pytest.mark.skipif(not psutil.LINUX, reason="counts in clock ticks only here")
def test_a_birth_is_the_boot_and_the_clock_ticks_since() -> None:
    fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
    assert processes.identify(os.getpid()).birth == f"{processes.BOOT_ID.read_text().strip()}:{fields[19]}"
