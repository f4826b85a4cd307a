"""`python -m benchmarks.starting --before FOLDER`: how long a short file waits for its first scored row.

FOLDER holds another commit's tree (`git archive COMMIT core assets | tar -x -C FOLDER`). Both score the same
file of 100 rows of SST-2's dev set by themselves, taking turns, each in a process of its own after one that
draws what is kept; the seconds are the processor's from the start of Python to the first row, so that other
work on the machine does not count. The last line holds the ratio of the medians.
"""

import argparse
import statistics
import tempfile
from pathlib import Path

from benchmarks.trees import rows_file, told_by
from core.base.settings import REPOSITORY, sst2_folder
from core.data.sst2 import load_sst2

ROWS, ROUNDS = 100, 5
# Told by the first step of the progress that has rows in it.
PROGRAM = """
import os, sys, time
sys.path.insert(0, os.getcwd())
from core.jobs.progress import Progress
step, told = Progress.step, []
def stepped(self, count=1, /, **metrics):
    step(self, count, **metrics)
    if count and not told:
        told.append(time.process_time())
Progress.step = stepped
from core.scoring.__main__ import main
code = main(sys.argv[1:])
print(told[0])
sys.exit(code)
"""


def main() -> None:
    """Measure both trees."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--before", type=Path, required=True, help="folder with another commit's tree")
    options.add_argument("--data", type=Path, default=sst2_folder(), help="folder with SST-2")
    options.add_argument("--rounds", type=int, default=ROUNDS)
    arguments = options.parse_args()
    trees = {"before": arguments.before, "now": REPOSITORY}
    with tempfile.TemporaryDirectory() as folder:
        source = rows_file(Path(folder) / "rows.csv", load_sst2(arguments.data).dev.sentences[:ROWS])
        for tree in trees.values():
            seconds_to_first(tree, source)
        found: dict[str, list[float]] = {name: [] for name in trees}
        for _ in range(arguments.rounds):
            for name, tree in trees.items():
                found[name].append(seconds_to_first(tree, source))
    for name, seconds in found.items():
        print(
            f"starting: {name:6} {statistics.median(seconds):6.2f} s to the first row, of {sorted(seconds)}"
        )
    ratio = statistics.median(found["now"]) / statistics.median(found["before"])
    print(f"ratio: starting {ratio:.2f}")


def seconds_to_first(tree: Path, source: Path) -> float:
    """Processor seconds of a process of its own up to the first scored row."""
    return told_by(PROGRAM, tree, source, "--fresh")[0]


if __name__ == "__main__":
    main()
