"""Becomes a job's command: `python parent_death.py MODULE ARGUMENTS…`, started by a worker.

The command must never run unknown to the table, or two children could work in one folder.
So it waits for one byte from its worker, sent when the worker has noted the process down;
a worker that died before that closes the pipe, and the command never begins.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
NICENESS = 10


def die_with_parent() -> None:
    """Linux ends this process when its worker dies; elsewhere `supervisor.keep_going` does."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def main() -> None:
    die_with_parent()
    if not os.read(sys.stdin.fileno(), 1):
        return
    # Pages answer people who wait; a job has time.
    os.nice(NICENESS)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, sys.stdin.fileno())
    os.close(nothing)
    os.execv(sys.executable, [sys.executable, "-m", *sys.argv[1:]])


if __name__ == "__main__":
    main()
