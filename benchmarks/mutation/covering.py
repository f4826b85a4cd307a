"""Which tests run which lines: each runs once, with its id as the context of `coverage`."""

import contextlib
import json
import os
import re
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from benchmarks.mutation.forks import OPTIONS, forked
from benchmarks.mutation.mutants import Mutant

SECONDS = 7200  # of the processor, that a folder of tests may take
# The processes that a test starts find these settings by a variable, and their test by another.
SETTINGS = """[run]
core = ctrace
parallel = true
data_file = {folder}/lines
include = {tree}/core/*
context = ${{MUTATION_TEST-}}
sigterm = true
patch = _exit
"""
QUERY = """SELECT path, context, numbits FROM line_bits
JOIN file ON file.id = file_id JOIN context ON context.id = context_id"""


class Contexts:
    """Plugin of pytest: names the running test to `coverage`, and records the seconds of each that passed.

    A session fixture's time is part of the first test's set-up; so `setup` is the longest of all, in seconds.
    """

    def __init__(self, coverage: Any) -> None:
        self.coverage = coverage
        self.setup = 0.0
        self.seconds: dict[str, float] = {}
        self.unused: set[str] = set()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> None:
        os.environ["MUTATION_TEST"] = item.nodeid
        self.coverage.switch_context(item.nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "setup":
            self.setup = max(self.setup, report.duration)
        else:
            self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + round(report.duration, 4)
        if not report.passed:
            self.unused.add(report.nodeid)

    def as_dict(self) -> dict[str, Any]:
        """The run for JSON: `setup` and `passed` in seconds, the ids of `unused` (skipped, failed) tests."""
        passed = {test: seconds for test, seconds in self.seconds.items() if test not in self.unused}
        return {"setup": self.setup, "passed": passed, "unused": sorted(self.unused)}


def run_all(tree: Path, tests: Sequence[str], folder: Path) -> None:
    """Run the tests, folder by folder as far as that was not done, and keep in `folder` which ran what."""
    settings = folder / "settings"
    settings.write_text(SETTINGS.format(folder=folder, tree=tree))
    for name, files in groupby(tests, os.path.dirname):
        notes = folder / f"{name.replace('/', '.')}.json"
        if not notes.exists():
            with tempfile.TemporaryDirectory(prefix="mutant-", ignore_cleanup_errors=True) as fork_folder:
                work = partial(_run, list(files), settings, notes)
                code = forked(tree, fork_folder, work, SECONDS)
                log = Path(fork_folder, "log").read_text(encoding="utf-8")[-9000:] if code else ""
            print(f"{name}: exit code {code}\n{log}", flush=True)
            if not notes.exists():
                raise RuntimeError(f"{name} could not be run")


def _run(files: list[str], settings: Path, notes: Path) -> int:
    """In the fork: run files of tests."""
    import coverage

    os.environ["COVERAGE_PROCESS_START"] = str(settings)
    measured = coverage.Coverage(config_file=str(settings))
    contexts = Contexts(measured)
    measured.start()
    code = pytest.main([*OPTIONS, *files], [contexts])
    measured.stop()
    measured.save()
    notes.write_text(json.dumps(contexts.as_dict()), encoding="utf-8")
    return code


class Covering:
    """What `run_all` kept: the lines of each file that each test ran, as the bits of a number."""

    def __init__(self, tree: Path, folder: Path) -> None:
        self.tree = tree
        self.seconds: dict[str, float] = {}
        self.setup: dict[str, float] = {}  # of each folder's tests
        self.unused: list[str] = []
        for notes in sorted(folder.glob("tests*.json")):
            run = json.loads(notes.read_text(encoding="utf-8"))
            self.setup[notes.stem.replace(".", "/")] = run["setup"]
            self.seconds |= run["passed"]
            self.unused += run["unused"]
        self.lines: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for data in sorted(folder.glob("lines.*")):
            self._add(data)
        self.width: dict[str, int] = defaultdict(int)  # lines that a test runs, in all files
        for ran in self.lines.values():
            for test, bits in ran.items():
                self.width[test] += bits.bit_count()

    def _add(self, data: Path) -> None:
        """Add what a process wrote; one that a test killed may have left half a file."""
        with contextlib.closing(sqlite3.connect(data)) as connection:
            try:
                rows = connection.execute(QUERY).fetchall()
            except sqlite3.DatabaseError as error:
                print(f"{data.name} is left out: {error}")
                return
        for path, test, bits in rows:
            if test in self.seconds:
                file = str(Path(path).relative_to(self.tree))
                self.lines[file][test] |= int.from_bytes(bits, "little")

    def tests_of(self, mutant: Mutant, seconds: float, most: int) -> list[str]:
        """The tests that may notice a mutant, those that run the fewest lines first; at least one."""
        if mutant.at_import:
            tests = {test for file in [mutant.file, *self._users(mutant.file)] for test in self._of(file)}
        else:
            lines = sum(1 << line for line in range(mutant.first, mutant.last + 1))
            tests = {test for test, bits in self.lines[mutant.file].items() if bits & lines}
        ordered = sorted(tests, key=lambda test: (self.width[test], test))[:most]
        while len(ordered) > 1 and self.sum_of(ordered) > seconds:
            ordered.pop()
        return ordered

    def sum_of(self, tests: Sequence[str]) -> float:
        """The seconds that tests take together."""
        folders = {os.path.dirname(test.split("::")[0]) for test in tests}
        return sum(map(self.setup.__getitem__, folders)) + sum(map(self.seconds.__getitem__, tests))

    def _of(self, file: str) -> list[str]:
        """The tests that a file of tests holds, or that run a line of another file."""
        return [test for test in self.seconds if test.startswith(f"{file}::")] or list(self.lines[file])

    def _users(self, file: str) -> list[str]:
        """The files that import a file."""
        module = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        package, _, name = module.rpartition(".")
        importing = re.compile(rf"\b{package}\.{name}\b|from {package} import .*\b{name}\b")
        paths = [path for top in ("core", "tests") for path in sorted((self.tree / top).rglob("*.py"))]
        return [
            str(path.relative_to(self.tree)) for path in paths if importing.search(path.read_text("utf-8"))
        ]
