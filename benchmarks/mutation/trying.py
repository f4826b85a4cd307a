"""A mutant in the tree, the tests that may notice it, and what came of it."""

import contextlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.mutation.covering import Covering
from benchmarks.mutation.forks import run_tests
from benchmarks.mutation.mutants import Mutant
from benchmarks.mutation.sampling import Drawn

SECONDS, MOST_TESTS = 30.0, 150  # of the tests that are tried on one mutant
BASE, TIMES = 30.0, 5.0  # they may take BASE + TIMES as many seconds as without it
QUICK = 0.5  # seconds
KEPT = ".kept"  # ends the name of a file's own text while a mutant stands in its place
STATUS = {"passed": "survived", "failed": "killed", "timeout": "timeout"}
TOLD = ("file", "line", "scope", "operator", "key", "original", "replacement", "before", "after")
Result = dict[str, Any]


def tried(tree: Path, drawn: Sequence[Drawn], covering: Covering, folder: Path) -> Iterator[Result]:
    """The result of each mutant; those already in the folder are read there."""
    file = folder / "results.jsonl"
    file.touch()
    found = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    done = {(result["file"], result["key"]): result for result in found}
    for number, (group, mutant) in enumerate(drawn, start=1):
        result = done.get((mutant.file, mutant.key))
        if result is None:
            result = {"group": group, **attempt(tree, mutant, covering)}
            with open(file, "a", encoding="utf-8") as kept:
                kept.write(json.dumps(result, ensure_ascii=False) + "\n")
        words = (result["status"], f"{mutant.file}:{mutant.line}", mutant.operator, result["test"])
        print(f"{number}/{len(drawn)}", *words, flush=True)
        yield result


def attempt(tree: Path, mutant: Mutant, covering: Covering) -> Result:
    """Run the tests that may notice a mutant with it in the tree."""
    tests = covering.tests_of(mutant, SECONDS, MOST_TESTS)
    told = {name: getattr(mutant, name) for name in TOLD}
    with changed(tree, mutant):
        status, test = verdict(tree, tests, covering) if tests else ("uncovered", "")
    return {**told, "tests": len(tests), "status": status, "test": test}


def verdict(tree: Path, tests: Sequence[str], covering: Covering) -> tuple[str, str]:
    """What became of the mutant in the tree, and the test that killed it.

    A slow test that fails has to fail twice: it may have waited in vain on a machine with much to do.
    """
    seconds = BASE + TIMES * covering.sum_of(tests)
    outcome = run_tests(tree, tests, covering.seconds, seconds)
    failed_slowly = outcome.status == "failed" and covering.seconds.get(outcome.test, 0.0) > QUICK
    if failed_slowly and run_tests(tree, [outcome.test], covering.seconds, seconds).status == "passed":
        rest = [test for test in tests if test != outcome.test]
        return verdict(tree, rest, covering) if rest else ("survived", "")
    return STATUS[outcome.status], outcome.test


@contextlib.contextmanager
def changed(tree: Path, mutant: Mutant) -> Iterator[None]:
    """The tree with a mutant, whose file has a time of its own: compiled code goes by that."""
    path = tree / mutant.file
    kept = path.with_name(path.name + KEPT)
    shutil.copy2(path, kept)
    path.write_text(mutant.applied(path.read_text(encoding="utf-8")), encoding="utf-8")
    time = kept.stat().st_mtime + 1 + int(mutant.key[:5], 16)
    os.utime(path, (time, time))
    try:
        yield
    finally:
        kept.replace(path)


def mend(tree: Path) -> None:
    """Take out the mutant that a command left which was ended on the spot."""
    for kept in tree.rglob(f"*{KEPT}"):
        kept.replace(kept.with_name(kept.name.removesuffix(KEPT)))
