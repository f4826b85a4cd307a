"""Our commands in a process of their own."""

import os
import subprocess
import sys

from core.base.settings import REPOSITORY


def run_in_chinese(module: str, *options: str) -> "subprocess.CompletedProcess[str]":
    """What `python -m module` says in a shell that is set to Chinese, once it has ended."""
    return subprocess.run(
        [sys.executable, "-m", module, *options],
        cwd=REPOSITORY,
        env={**os.environ, "SENTISCOPE_LANGUAGE": "zh", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
