"""A few of the kills of `make test-kill`, and that a run which ends otherwise is told."""

import subprocess
import sys
from pathlib import Path

import pytest

from core.base.settings import REPOSITORY
from tests.kills.killing import Files, Work, kill_many

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork")


@pytest.mark.whole
@pytest.mark.parametrize("work", ["scoring", "training"])
def test_a_killed_run_ends_with_the_same_bytes(work: str) -> None:
    command = [sys.executable, "-m", "tests.kills", work, "--count", "3"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    assert "3 kills" in done.stdout.splitlines()[-1]


class Forgetful(Work):
    """Counts to ten in a file; what it has counted is lost where `loses`."""

    name = "counting"

    def __init__(self, loses: bool) -> None:
        self._loses = loses

    def prepare(self, folder: Path) -> None: ...

    def run(self, output: Path) -> int:
        import time

        begun = output.exists()
        for _ in range(0 if begun and self._loses else 10):
            with open(output, "a") as file:
                file.write("x")
            time.sleep(0.02)
        if not self._loses:
            output.write_text("x" * 10)
        return 0

    def result(self, output: Path) -> Files:
        return {"output": output.read_bytes()}

    def looks_finished(self, output: Path) -> bool:
        return False


def test_a_run_that_ends_otherwise_is_told(tmp_path: Path) -> None:
    (tmp_path / "good").mkdir()
    (tmp_path / "bad").mkdir()
    tally = kill_many(Forgetful(loses=False), tmp_path / "good", 3, 0)
    assert tally.kills == 3
    with pytest.raises(AssertionError, match="other bytes"):
        kill_many(Forgetful(loses=True), tmp_path / "bad", 10, 0)
