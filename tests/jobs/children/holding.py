"""Starts a waiting command that counts for minutes, and waits for it."""

import subprocess
import sys

from core.jobs import commands


def main() -> None:
    command = commands.waiting_command("tests.jobs.children.counting", [sys.argv[1], "1000", "0.5"])
    with subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True) as process:
        process.communicate(b"\n")


if __name__ == "__main__":
    main()
