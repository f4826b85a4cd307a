"""Ends well, with code 0, when asked to end."""

import signal
import sys
import time
from pathlib import Path


def main() -> None:
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
    (Path(sys.argv[1]) / "ready").touch()
    time.sleep(600)


if __name__ == "__main__":
    main()
