"""A mutant in the tree, the tests that may notice it, and what came of it."""

import contextlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from benchmarks.mutation.covering import Covering
from benchmarks.mutation.forks import REPOSITORY, run_tests
from benchmarks.mutation.mutants import Mutant
from benchmarks.mutation.sampling import Drawn

SECONDS, MOST_TESTS = 30.0, 150  # of the tests that are tried on one mutant
BASE, TIMES = 30.0, 5.0  # they may take BASE + TIMES as many seconds as without it
QUICK = 0.5  # seconds
ORIGINAL = ".kept"  # ends the name of the file's unchanged text while the file holds a mutant
STATUS = {"passed": "survived", "failed": "killed", "timeout": "timeout"}
FIELDS = ("file", "line", "scope", "operator", "key", "original", "replacement", "before", "after")
Result = dict[str, Any]


def tried(tree: Path, drawn: Sequence[Drawn], covering: Covering, folder: Path) -> Iterator[Result]:
    """The result of each mutant; those already in the folder are read there."""
    file = folder / "results.jsonl"
    file.touch()
    results = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    done = {(result["file"], result["key"]): result for result in results}
    for number, (group, mutant) in enumerate(drawn, start=1):
        result = done.get((mutant.file, mutant.key))
        if result is None:
            result = {"group": group, **attempt(tree, mutant, covering)}
            with open(file, "a", encoding="utf-8") as results_file:
                results_file.write(json.dumps(result, ensure_ascii=False) + "\n")
        words = (result["status"], f"{mutant.file}:{mutant.line}", mutant.operator, result["test"])
        print(f"{number}/{len(drawn)}", *words, flush=True)
        yield result


def attempt(tree: Path, mutant: Mutant, covering: Covering) -> Result:
    """Run the tests that may notice a mutant with it in the tree."""
    tests = covering.tests_of(mutant, SECONDS, MOST_TESTS)
    fields = {name: getattr(mutant, name) for name in FIELDS}
    with changed(tree, mutant):
        status, test = outcome_of(tree, tests, covering) if tests else ("uncovered", "")
    return {**fields, "tests": len(tests), "status": status, "test": test}


def outcome_of(tree: Path, tests: Sequence[str], covering: Covering) -> tuple[str, str]:
    """The status of the mutant in the tree ("killed", "survived" or "timeout"), and the test that killed it.

    A slow test that fails has to fail twice: it may have waited in vain on a machine with much to do.
    """
    seconds = BASE + TIMES * covering.sum_of(tests)
    outcome = run_tests(tree, tests, covering.seconds, seconds)
    failed_slowly = outcome.status == "failed" and covering.seconds.get(outcome.test, 0.0) > QUICK
    if failed_slowly and run_tests(tree, [outcome.test], covering.seconds, seconds).status == "passed":
        rest = [test for test in tests if test != outcome.test]
        return outcome_of(tree, rest, covering) if rest else ("survived", "")
    return STATUS[outcome.status], outcome.test


def copy_to(tree: Path) -> None:
    """Copy the files that git tracks or would add into `tree`, with their modification times."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listing.split("\0")):
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(REPOSITORY / name, tree / name)


class Change(Protocol):
    """A fault that can be put into a file of the tree; `key` begins with five hexadecimal digits."""

    @property
    def file(self) -> str: ...
    @property
    def key(self) -> str: ...
    def applied(self, source: str) -> str: ...


@contextlib.contextmanager
def changed(tree: Path, mutant: Change) -> Iterator[None]:
    """The tree with a mutant, whose file gets a modification time of its own: `.pyc` files go by it."""
    path = tree / mutant.file
    original = path.with_name(path.name + ORIGINAL)
    shutil.copy2(path, original)
    path.write_text(mutant.applied(path.read_text(encoding="utf-8")), encoding="utf-8")
    time = original.stat().st_mtime + 1 + int(mutant.key[:5], 16)
    os.utime(path, (time, time))
    try:
        yield
    finally:
        original.replace(path)


def mend(tree: Path) -> None:
    """Take out the mutant that a command left which was ended on the spot."""
    for original in tree.rglob(f"*{ORIGINAL}"):
        original.replace(original.with_name(original.name.removesuffix(ORIGINAL)))
