"""The folder that a training writes: one run in it at a time, and a sentence for a disk that is full."""

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock
from safetensors import SafetensorError

from core.base.errors import SentiscopeError

LOCK = ".lock"
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS}
NUMBER = re.compile(r"(?:code: |os error )(\d+)")  # in what safetensors says of the disk


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold a folder, made where it is missing, until the block ends or the process dies.

    Raises SentiscopeError `training_folder_busy` while another run holds it, `training_disk_full` and
    `training_cannot_write` where the block cannot write.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(folder / LOCK, blocking=False)
        with lock:
            try:
                yield
            finally:
                (folder / LOCK).unlink(missing_ok=True)  # while still held: nobody can begin in between
    except filelock.Timeout as error:
        raise SentiscopeError("training_folder_busy", folder=folder) from error
    except (OSError, SafetensorError) as error:
        number = _number(error)
        if number in FULL:
            raise SentiscopeError("training_disk_full", folder=folder) from error
        if number in REFUSED:
            raise SentiscopeError("training_cannot_write", folder=folder) from error
        raise


def _number(error: Exception) -> int | None:
    """The system's number of an error, or None."""
    if isinstance(error, OSError):
        return error.errno
    told = NUMBER.search(str(error))
    return int(told[1]) if told else None
