"""A folder that is made once: it appears whole or not at all."""

import glob
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock
from safetensors import SafetensorError

from core.base.atomic_write import name_durably, sync_contents
from core.base.errors import SentiscopeError
from core.base.storage import is_full


def made_once(target: Path, make: Callable[[Path], None]) -> Path:
    """The folder `target`; where it is not there yet, `make` fills a folder beside it, which is then renamed.

    A kill leaves no half of one, and a second process waits for the first. What a killed process left beside
    it is cleared. Errors: `disk_full`, and those of `make`.
    """
    if target.is_dir():
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(target.with_name(f"{target.name}.lock")):
            if not target.is_dir():  # another process may have been first
                _make(target, make)
    except (OSError, SafetensorError) as error:
        if is_full(error):
            raise SentiscopeError("disk_full") from error
        raise
    return target


def _make(target: Path, make: Callable[[Path], None]) -> None:
    # The lock is ours, so whoever made these is gone.
    for abandoned in target.parent.glob(f"{glob.escape(target.name)}.*"):
        if abandoned.is_dir():
            shutil.rmtree(abandoned, ignore_errors=True)
    beside = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=target.parent))
    try:
        make(beside)
        sync_contents(beside)
        name_durably(beside, target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
