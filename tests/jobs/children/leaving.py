"""Ends at once, and leaves a process behind that would go on for ever."""

import subprocess
import sys
from pathlib import Path


def main() -> None:
    left = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    (Path(sys.argv[1]) / "left").write_text(str(left.pid))
    left.returncode = 0  # so that Python does not complain about leaving it


if __name__ == "__main__":
    main()
