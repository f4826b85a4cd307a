"""Every test gets a data folder of its own, and leaves no process behind."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.jobs import commands, supervisor
from tests.jobs.support import workers


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for variable in [name for name in os.environ if name.startswith("SENTISCOPE_")]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("SENTISCOPE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(commands, "ALLOWED", ("core", "tests"))
    yield tmp_path / "home"
    for worker in workers():
        supervisor.end_worker(worker["id"])
    for thread in threading.enumerate():
        if thread.name.startswith("worker "):
            thread.join(20)


@pytest.fixture
def nothing_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs wait for ever, so that the queue itself can be looked at."""
    monkeypatch.setenv("SENTISCOPE_JOBS_RUNNING", "0")


@pytest.fixture
def one_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTISCOPE_JOBS_RUNNING", "1")
