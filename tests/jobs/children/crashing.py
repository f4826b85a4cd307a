"""Kills itself with SIGKILL in its first TIMES runs, then ends well."""

import os
import signal
import sys
from pathlib import Path


def main() -> None:
    runs = Path(sys.argv[1]) / "runs"
    with runs.open("a") as file:
        print("run", file=file)
    if len(runs.read_text().splitlines()) <= int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
