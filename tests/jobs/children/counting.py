"""Counts to STEPS in FOLDER, SECONDS each, from where an earlier run was; notes if two count at once."""

import fcntl
import os
import sys
import time
from pathlib import Path

from core.jobs.progress import Progress


def main() -> None:
    folder, steps, seconds = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    with (folder / "lock").open("w") as lock, (folder / "pids").open("a") as pids:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            (folder / "met").touch()
        print(os.getpid(), file=pids, flush=True)
        count(folder / "steps", steps, seconds)


def count(path: Path, steps: int, seconds: float) -> None:
    with path.open("a+") as file:
        file.seek(0)
        done = len(file.readlines())
        (path.parent / "began").write_text(f"{time.time()}")
        progress = Progress(steps, "counting", done)
        for step in range(done, steps):
            time.sleep(seconds)
            print(step, file=file, flush=True)
            progress.step(1, square=float(step * step))
        progress.close()
    (path.parent / "ended").write_text(f"{time.time()}")


if __name__ == "__main__":
    main()
