"""A temporary folder for as long as a process needs it; those that killed processes left are cleared.

A folder belongs to whoever holds the lock file of its name. The system lets go of a lock with the process, so
a folder whose lock is free belongs to nobody.
"""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout

PREFIX = "sentiscope-"
LOCK = ".lock"


@contextlib.contextmanager
def scratch_folder() -> Iterator[Path]:
    """A new folder among the system's temporary ones, for this user alone, gone when the block ends."""
    clear_abandoned()
    folder = _parent() / f"{PREFIX}{uuid4().hex}"
    with FileLock(_lock_of(folder)):  # before there is a folder: none is ever seen without its lock
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            _remove(folder)


def clear_abandoned() -> None:
    """Remove the folders whose process is gone; another user's, and one that cannot be removed, stay."""
    for folder in _parent().glob(f"{PREFIX}*"):
        lock = _lock_of(folder)
        if not lock.is_file() or not folder.is_dir():
            continue
        with contextlib.suppress(Timeout, OSError), FileLock(lock, timeout=0):
            _remove(folder)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    if not folder.exists():
        _lock_of(folder).unlink(missing_ok=True)


def _lock_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}{LOCK}")


def _parent() -> Path:
    return Path(tempfile.gettempdir())
