"""`python -m benchmarks.mutation.guarantees`: does a test fail when a promise is broken?

`guarantees.toml` beside this file lists what the documents promise, the tests that hold each promise, and
named faults that break it. Each fault is put into a copy of the working tree, and the test named with it
runs: it must fail. The command ends with exit code 1 where a fault survives. `--write` puts the list and the
result into `docs/guarantees.md`.
"""

import argparse
import hashlib
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.mutation.forks import REPOSITORY, run_tests, warm
from benchmarks.mutation.trying import changed, copy_to

LIST = Path(__file__).with_suffix(".toml")
DOCUMENT = REPOSITORY / "docs" / "guarantees.md"
SECONDS = 90.0  # of the processor, for the tests of one fault
HEAD = "| promise | test | broken by |\n|---|---|---|"
RESULT = re.compile(r"\*\*\d+ of \d+ faults were killed\*\* at commit `[0-9a-f]+`")


@dataclass(frozen=True)
class Fault:
    """A named fault: in `file`, `old`, which stands there once, becomes `new`, and `test` must fail."""

    name: str
    file: str
    old: str
    new: str
    test: str

    @property
    def key(self) -> str:
        """Differs between faults."""
        return hashlib.sha256(self.name.encode()).hexdigest()

    def applied(self, source: str) -> str:
        """The file with this fault in it. ValueError unless `old` stands in it exactly once."""
        if source.count(self.old) != 1:
            raise ValueError(
                f"{self.name}: {self.old!r} stands {source.count(self.old)} times in {self.file}"
            )
        return source.replace(self.old, self.new)


@dataclass(frozen=True)
class Promise:
    """What a document says, word for word but for its line breaks; the tests that hold it; what breaks it."""

    says: str
    where: str
    tests: tuple[str, ...]
    faults: tuple[Fault, ...]


def promises() -> list[Promise]:
    """The whole list. A fault without a test of its own is the promise's first test's."""
    content = tomllib.loads(LIST.read_text(encoding="utf-8"))
    return [
        Promise(
            entry["says"],
            entry["where"],
            tuple(entry["tests"]),
            tuple(Fault(**{"test": entry["tests"][0], **fault}) for fault in entry.get("fault", [])),
        )
        for entry in content["promise"]
    ]


def table(listed: Sequence[Promise]) -> str:
    """Markdown: a row for each promise."""
    return "\n".join([HEAD, *map(_row, listed)])


def _row(promise: Promise) -> str:
    document = (
        promise.where.removeprefix("docs/") if promise.where.startswith("docs/") else f"../{promise.where}"
    )
    tests = "<br>".join(f"`{test.removeprefix('tests/')}`" for test in promise.tests)
    faults = "<br>".join(fault.name for fault in promise.faults)
    return f"| {promise.says} ([{promise.where}]({document})) | {tests} | {faults} |"


def survivors(tree: Path, faults: Sequence[Fault]) -> Iterator[Fault]:
    """Put one fault after the other into the tree; those whose test passes all the same."""
    for fault in faults:
        with changed(tree, fault):
            outcome = run_tests(tree, [fault.test], [], SECONDS)
        survived = outcome.status == "passed"
        print(
            "SURVIVED" if survived else "killed  ", fault.name, f"({outcome.test or fault.test})", flush=True
        )
        if survived:
            yield fault


def main() -> int:
    """Try the faults, or those named, and return the exit code."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("names", nargs="*", help="parts of names of faults (default: all)")
    options.add_argument("--write", action="store_true", help="put list and result into docs/guarantees.md")
    chosen = options.parse_args()
    listed = promises()
    every = [fault for promise in listed for fault in promise.faults]
    faults = [
        fault for fault in every if not chosen.names or any(name in fault.name for name in chosen.names)
    ]
    with tempfile.TemporaryDirectory(prefix="guarantees-", ignore_cleanup_errors=True) as folder:
        tree = Path(folder) / "tree"
        copy_to(tree)
        warm()
        tests = sorted({fault.test for fault in faults})
        if (outcome := run_tests(tree, tests, [], SECONDS * len(tests))).status != "passed":
            print(f"Without any fault: {outcome}")
            return 1
        left = list(survivors(tree, faults))
    print(f"{len(faults) - len(left)} of {len(faults)} faults were killed")
    if chosen.write:
        _write(listed, len(every) - len(left), len(every))
    return 1 if left else 0


def _write(listed: Sequence[Promise], killed: int, count: int) -> None:
    command = ["git", "rev-parse", "--short=7", "HEAD"]
    commit = subprocess.run(
        command, cwd=REPOSITORY, capture_output=True, text=True, check=True
    ).stdout.strip()
    text = DOCUMENT.read_text(encoding="utf-8").partition(HEAD)[0]
    text = RESULT.sub(f"**{killed} of {count} faults were killed** at commit `{commit}`", text)
    DOCUMENT.write_text(f"{text}{table(listed)}\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
