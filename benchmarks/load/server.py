"""A server of this tree or of another commit, with what it takes: processor time and resident memory."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from core.base.settings import REPOSITORY

SECONDS = 60
QUIET = 0.05  # seconds of processor time in a second: what an idle server takes


class MeasuredServer:
    """`streamlit run app.py` in a folder that holds a commit; `name` is what it is called in the output."""

    def __init__(self, name: str, folder: Path, home: Path) -> None:
        self.name, self.port, self.folder = name, free_port(), folder
        self.log = home / "server.log"
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
        environment = {**os.environ, "SENTISCOPE_HOME": str(home), "HF_HUB_OFFLINE": "1"}
        with open(self.log, "wb") as log:
            self._process = subprocess.Popen(
                [*command, "--server.port", str(self.port)],
                cwd=folder,
                env=environment,
                stdout=log,
                stderr=log,
            )
        self._await_health()

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def has(self, page: str) -> bool:
        """Whether the commit has a page of that address; Home's is empty."""
        return (self.folder / "pages" / f"{page or 'home'}.py").is_file()

    def processor_seconds(self) -> float:
        """Used so far, by the server and whatever it started."""
        return sum(_seconds(process) for process in self._processes())

    def resident_megabytes(self) -> tuple[float, float]:
        """All of it, and what of that are pages of files, which the system may drop and read again."""
        sizes = [_resident(process) for process in self._processes()]
        return sum(all_ for all_, _ in sizes) / 1e6, sum(of_files for _, of_files in sizes) / 1e6

    def settle(self) -> None:
        """Wait until nothing that was begun in the background is left to do."""
        quiet = 0
        while quiet < 2:
            before = self.processor_seconds()
            time.sleep(1)
            quiet = quiet + 1 if self.processor_seconds() - before < QUIET else 0

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=SECONDS)

    def _processes(self) -> list[psutil.Process]:
        own = psutil.Process(self._process.pid)
        return [own, *own.children(recursive=True)]

    def _await_health(self) -> None:
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.address}/_stcore/health") as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError(self.log.read_text())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


def _seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return times.user + times.system + times.children_user + times.children_system


def _resident(process: psutil.Process) -> tuple[int, int]:
    try:
        memory = process.memory_info()
    except psutil.NoSuchProcess:
        return 0, 0
    return memory.rss, memory.shared


@contextmanager
def tree_of(commit: str, parent: Path) -> Iterator[Path]:
    """A folder with the files of a commit, for as long as the block runs."""
    folder = parent / f"tree-{commit}"
    git = ["git", "-C", str(REPOSITORY), "worktree"]
    subprocess.run([*git, "add", "--quiet", "--detach", str(folder), commit], check=True)
    try:
        yield folder
    finally:
        subprocess.run([*git, "remove", "--force", str(folder)], check=True)
