"""Processes that are killed at random moments and started again until their work is done.

Each attempt is a fork of a process that has the large libraries imported already: so the moments fall into
the work, and not into seconds of imports. `SIGKILL` leaves nothing to a process: no handler, no `finally`.
"""

import contextlib
import os
import random
import shutil
import signal
import sys
import time
import traceback
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

POLL_SECONDS = 0.002
LATER = 1.05  # moments are drawn up to so many times as long as an undisturbed run takes
Files = dict[str, bytes]


class Work(ABC):
    """Something that goes on where a killed process left it, and must end as if there had been no kill."""

    name: str

    @abstractmethod
    def prepare(self, folder: Path) -> None:
        """Import what is large, and write the inputs into a folder."""

    @abstractmethod
    def run(self, output: Path) -> int:
        """In the fork: do what is left, and return the exit code of the command."""

    @abstractmethod
    def result(self, output: Path) -> Files:
        """Everything that a finished run leaves, without times."""

    @abstractmethod
    def looks_finished(self, output: Path) -> bool:
        """Whether a reader would take what lies there for a whole result."""

    @contextlib.contextmanager
    def surroundings(self) -> Iterator[None]:
        """What lives as long as all runs."""
        yield

    def victims(self, fork: int) -> list[int]:
        """The processes of which one is killed; a fork that survives goes on."""
        return [fork]


@dataclass(frozen=True)
class Tally:
    """How many kills hit, and how many runs were compared with the undisturbed one."""

    kills: int
    runs: int
    seconds: float  # of the undisturbed run


def kill_many(work: Work, folder: Path, count: int, seed: int, say: Callable[[str], None] = print) -> Tally:
    """Kill `count` times, over as many runs as that takes, and compare each run in the end.

    AssertionError, naming the run's folder, where a run ends otherwise than the undisturbed one.
    """
    work.prepare(folder)
    draw = random.Random(f"{work.name} {seed}")
    with work.surroundings():
        whole, seconds = _undisturbed(work, folder / "whole" / "output")
        kills = runs = 0
        while kills < count:
            output = folder / f"run-{runs}" / "output"
            output.parent.mkdir()
            kills += _killed_until_done(work, output, whole, seconds, draw, count - kills)
            shutil.rmtree(output.parent)
            runs += 1
            say(f"{work.name}: {kills} of {count} kills, {runs} runs as the undisturbed one")
    return Tally(kills, runs, seconds)


def _undisturbed(work: Work, output: Path) -> tuple[Files, float]:
    output.parent.mkdir()
    begun = time.monotonic()
    fork = _forked(work, output)
    code = _exit_code(fork, until=float("inf"))
    assert code == 0, f"the undisturbed run ended with {code}"
    return work.result(output), time.monotonic() - begun


def _killed_until_done(
    work: Work, output: Path, whole: Files, seconds: float, draw: random.Random, most: int
) -> int:
    """Start, kill and start again until a run ends by itself; compares, and returns the number of kills."""
    kills = 0
    fork = _forked(work, output)
    while True:
        left = kills < most
        code = _exit_code(fork, time.monotonic() + draw.uniform(0, LATER * seconds) if left else float("inf"))
        if code is None:
            kills += _killed(draw.choice(work.victims(fork)))
            code = _exit_code(fork, until=time.monotonic())
        if code is None:
            continue
        if code != -signal.SIGKILL:
            break
        if work.looks_finished(output):
            assert _differences(work.result(output), whole, only_common=True) == [], output
        fork = _forked(work, output)
    assert code == 0, f"{output}: exit code {code} after {kills} kills"
    different = _differences(work.result(output), whole)
    assert different == [], f"{output}: after {kills} kills other bytes in {different}"
    return kills


def _differences(found: Files, whole: Files, only_common: bool = False) -> list[str]:
    """Names of files that differ; those on one side only count where not `only_common`."""
    names = found.keys() & whole.keys() if only_common else found.keys() | whole.keys()
    return sorted(name for name in names if found.get(name) != whole.get(name))


def _killed(process: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
        return True
    return False


def _forked(work: Work, output: Path) -> int:
    fork = os.fork()
    if fork:
        return fork
    code = 3
    try:
        log = os.open(output.parent / "log.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(log, sys.stdout.fileno())
        os.dup2(log, sys.stderr.fileno())
        code = work.run(output)
    except SystemExit as ended:
        code = int(ended.code or 0)
    except BaseException:  # noqa: BLE001 - a fork must end here, whatever happened
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _exit_code(fork: int, until: float) -> int | None:
    """How a fork ended, as `subprocess` says it; None if it runs on at a time of the monotonic clock."""
    while True:
        ended, status = os.waitpid(fork, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() >= until:
            return None
        time.sleep(POLL_SECONDS)
