"""Starts two processes that ignore SIGTERM, notes all three numbers and waits with them for ever."""

import os
import subprocess
import sys
import time
from pathlib import Path

DEAF = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(600)"
)


def main() -> None:
    deaf = [subprocess.Popen([sys.executable, "-c", DEAF], stdout=subprocess.PIPE) for _ in range(2)]
    for process in deaf:
        assert process.stdout is not None
        process.stdout.readline()
    draft = Path(sys.argv[1]) / "draft"
    draft.write_text("\n".join(str(pid) for pid in (os.getpid(), *(process.pid for process in deaf))))
    draft.rename(draft.with_name("family"))
    time.sleep(600)


if __name__ == "__main__":
    main()
