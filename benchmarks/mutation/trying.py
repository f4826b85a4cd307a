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
    status, test = "uncovered", ""
    if tests:
        with changed(tree, mutant):
            outcome = run_tests(tree, tests, covering.seconds, BASE + TIMES * covering.sum_of(tests))
        status, test = STATUS[outcome.status], outcome.test
    told = {name: getattr(mutant, name) for name in TOLD}
    return {**told, "tests": len(tests), "status": status, "test": test}


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
