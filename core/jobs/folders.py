"""Where jobs keep their files: one folder each, under a name that cannot be guessed."""

import os
import re
import secrets
import time
from pathlib import Path

from core.base import settings
from core.base.atomic_write import sync_contents, sync_folder
from core.base.errors import SentiscopeError
from core.jobs.trouble import folder_errors

IDENTIFIER = re.compile(r"[0-9a-f]{32}")
LOG = "log.txt"


def root() -> Path:
    """The folder of all jobs, readable only by the user who runs Sentiscope; made where it is missing.

    Errors: those of `folder_errors`, as all functions here that look into it.
    """
    with folder_errors():
        folder = settings.home().resolve() / "jobs"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def create() -> Path:
    """A new folder, readable only by the user who runs Sentiscope; its name is the id of a job to come."""
    folder = root() / secrets.token_hex(16)  # 128 bits
    with folder_errors():
        folder.mkdir(mode=0o700)
    return folder


def settle(folder: Path) -> None:
    """Wait until a job's folder is on the disk with all that a page wrote: no job begins with half of it."""
    with folder_errors():
        sync_contents(folder)
        sync_folder(folder.parent)


def is_id(text: str) -> bool:
    """Whether a text has the form of a job's id; there need not be such a job."""
    return IDENTIFIER.fullmatch(text) is not None


def of(job_id: str) -> Path:
    """The folder of a job. Raises SentiscopeError `job_unknown` for a text that is no id."""
    if not is_id(job_id):
        raise SentiscopeError("job_unknown")
    return root() / job_id


def job_folders() -> list[Path]:
    """All folders that carry an id; for the clean-up alone, never for a page."""
    with folder_errors():
        return [folder for folder in root().iterdir() if is_id(folder.name)]


def size(folder: Path) -> int:
    """Bytes in all files below a folder; files that vanish meanwhile count nothing."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(parent) / name).lstat().st_size
            except FileNotFoundError:
                continue
    return total


def changed(folder: Path) -> float:
    """When a folder's own list of files last changed, in seconds since 1970; now if it has vanished."""
    try:
        return folder.stat().st_mtime
    except FileNotFoundError:
        return time.time()
