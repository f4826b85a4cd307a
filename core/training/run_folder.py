"""The folder that a training writes: one run in it at a time, and a sentence for a disk that is full."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock
from safetensors import SafetensorError

from core.base import atomic_write
from core.base.errors import SentiscopeError
from core.base.storage import REFUSED, is_full, system_number
from core.models.card import CARD

LOCK = ".lock"
UNFINISHED = "checkpoint"  # the folder of a run that goes on when it is started again
LATEST = "latest"  # in it: names the last whole checkpoint
BEST = "best.safetensors"  # the weights to keep, until the model is written


def is_finished(folder: Path) -> bool:
    """Whether a folder holds a model and no run that is still to be continued."""
    return (folder / CARD).is_file() and not (folder / UNFINISHED / LATEST).is_file()


def remove_leftovers(folder: Path) -> None:
    """Remove what only an unfinished run needs, and what one that was killed meanwhile has left."""
    checkpoints = folder / UNFINISHED
    if checkpoints.is_dir():
        (checkpoints / LATEST).unlink(missing_ok=True)  # first: no name without its folder
        atomic_write.sync_folder(checkpoints)
        shutil.rmtree(checkpoints)
    for name in (BEST, f"{BEST}.*{atomic_write.UNFINISHED}", f"{CARD}.*{atomic_write.UNFINISHED}"):
        for file in folder.glob(name):
            file.unlink()


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Lock a folder, made where it is missing, until the block ends or the process dies.

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
                (folder / LOCK).unlink(missing_ok=True)  # still locked: no run can begin in between
    except filelock.Timeout as error:
        raise SentiscopeError("training_folder_busy", folder=folder) from error
    except (OSError, SafetensorError) as error:
        if is_full(error):
            raise SentiscopeError("training_disk_full", folder=folder) from error
        if system_number(error) in REFUSED:
            raise SentiscopeError("training_cannot_write", folder=folder) from error
        raise
