"""`python -m benchmarks.mutation`: of small faults put into the code, the share that the tests notice.

A seeded sample of mutants, as many of each group of files, is tried one by one in a copy of the working tree:
the tests that run the changed statement, the narrowest first, until one fails. A mutant is killed by a test
that fails or by taking far too long, survives if all pass, and is uncovered if no test runs its statement. A
folder holds one state of the code: the command goes on there where it was stopped. A mutant can delete files
and end processes: run this in a container.
"""

import argparse
import json
import os
from collections.abc import Sequence
from pathlib import Path

from benchmarks.mutation.covering import Covering, run_all
from benchmarks.mutation.forks import run_tests, warm
from benchmarks.mutation.report import survivors, table
from benchmarks.mutation.sampling import sample
from benchmarks.mutation.trying import Result, copy_to, mend, tried


def main() -> None:
    """Copy the tree, learn which test runs what, try the mutants, and report."""
    options = parsed_options()
    folder = options.folder.resolve()
    tree = folder / "tree"
    if not tree.exists():
        copy_to(tree)
    mend(tree)
    warm()
    run_all(tree, test_files(tree, options.tests), folder)
    covering = Covering(tree, folder)
    print(
        f"{len(covering.seconds)} tests; left out, as they skip or fail without a mutant: {covering.unused}"
    )
    results: list[Result] = []
    for result in tried(tree, sample(tree, options.files, options.seed, options.most), covering, folder):
        results.append(result)
        (folder / "survivors.md").write_text(survivors(results), encoding="utf-8")
    (folder / "results.json").write_text(json.dumps(results, indent=1, ensure_ascii=False), encoding="utf-8")
    print(table(results))
    killers = sorted({result["test"] for result in results} & covering.seconds.keys())
    print(f"The {len(killers)} tests that killed, without a mutant:", run_tests(tree, killers, killers, 3600))


def parsed_options() -> argparse.Namespace:
    """The command's options."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("files", nargs="*", help="files to change, if not all of the groups")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--most", type=int, default=400, help="mutants in all")
    options.add_argument("--tests", nargs="+", default=["tests"], help="folders or files of tests")
    options.add_argument("--folder", type=Path, required=True, help="where to work, and to go on")
    return options.parse_args()


def test_files(tree: Path, names: Sequence[str]) -> list[str]:
    """The files of tests under folders or files named from `tree`, without those that need a browser."""
    paths = [tree / name for name in names]
    files = {file for path in paths for file in ([path] if path.is_file() else path.rglob("test_*.py"))}
    tests = sorted((str(file.relative_to(tree)) for file in files), key=os.path.split)
    return [test for test in tests if not test.startswith("tests/browser/")]


if __name__ == "__main__":
    main()
