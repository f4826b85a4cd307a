"""`python -m tests.kills`: kill scoring, trainings and a Ray job at random moments, compare what comes out.

Each is started again until it is done, and must have written what an undisturbed run writes, byte for byte.
"""

import argparse
import os
import tempfile
from pathlib import Path

os.environ.update(OMP_NUM_THREADS="1", HF_HUB_OFFLINE="1", SENTISCOPE_LANGUAGE="en")

from tests.kills.killing import kill_many
from tests.kills.works import WORKS


def main() -> None:
    """Kill each kind of work as often as asked."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("works", nargs="*", choices=[*WORKS, []], help="which (default: all)")
    options.add_argument("--count", type=int, default=100, help="kills of each (default 100)")
    options.add_argument("--seed", type=int, default=0, help="of the moments (default 0)")
    chosen = options.parse_args()
    for name in chosen.works or WORKS:
        with tempfile.TemporaryDirectory(prefix="sentiscope-kills-") as folder:
            tally = kill_many(WORKS[name](), Path(folder), chosen.count, chosen.seed)
        print(
            f"{name}: {tally.kills} kills in {tally.runs} runs of {tally.seconds:.1f} s, all bytes the same"
        )


if __name__ == "__main__":
    main()
