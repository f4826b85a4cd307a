"""Removes what is too old, as clock.py counts, or too much; a job that waits or runs is never touched."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from core.base.errors import SentiscopeError
from core.jobs import clock, database, folders
from core.jobs.job import FINISHED
from core.jobs.limits import DAY_SECONDS, MEGABYTE, limits
from core.jobs.trouble import folder_errors

# Time to submit an upload, or to fetch a result, before others may take its room.
SAFE_SECONDS = 900.0
TRASH = ".trash-"


@dataclass(frozen=True)
class _Leftover:
    folder: Path
    age: float  # seconds since the job finished, or since the folder of a job never submitted changed


def clean_up(max_age: float, quota_bytes: int | None = None) -> None:
    """Remove finished jobs and unused folders: those older than `max_age` seconds, then, oldest first,
    while all folders hold more than `quota_bytes`; the quota spares those younger than 15 minutes.
    Each call is a look at the queue as clock.py means it.
    """
    for trash in folders.root().glob(f"{TRASH}*"):
        shutil.rmtree(trash, ignore_errors=True)
    over = 0 if quota_bytes is None else used_bytes() - quota_bytes
    for leftover in _leftovers(max_age):
        if leftover.age > max_age or (over > 0 and leftover.age > SAFE_SECONDS):
            freed = folders.size(leftover.folder)
            over -= freed if discard(leftover.folder) else 0


def remove_aged() -> None:
    """Remove what is past the age limit."""
    clean_up(limits().days * DAY_SECONDS)


def make_room(new_bytes: int = 0) -> None:
    """Clean up under the limits in force, so that `new_bytes` more fit.

    Raises SentiscopeError `job_storage_full` (`megabytes`: the quota) if they still do not.
    """
    quota = limits().megabytes * MEGABYTE
    clean_up(limits().days * DAY_SECONDS, quota - new_bytes)
    if used_bytes() + new_bytes > quota:
        raise SentiscopeError("job_storage_full", megabytes=limits().megabytes)


def used_bytes() -> int:
    """Bytes in the folders of all jobs."""
    return sum(folders.size(folder) for folder in folders.job_folders())


def discard(folder: Path) -> bool:
    """Remove a finished job, or a folder never submitted, for good; False if the job waits or runs."""
    trash = folder.with_name(f"{TRASH}{folder.name}")
    with database.transaction() as connection:
        row = connection.execute("SELECT state FROM jobs WHERE id = ?", (folder.name,)).fetchone()
        if row and row["state"] not in FINISHED:
            return False
        connection.execute("DELETE FROM jobs WHERE id = ?", (folder.name,))
        # Renamed within the transaction: a submission at the same time finds either all of it or nothing.
        with folder_errors():
            if folder.exists():
                folder.rename(trash)
    shutil.rmtree(trash, ignore_errors=True)
    return True


def _leftovers(max_age: float) -> list[_Leftover]:
    """What may be removed, oldest first."""
    with database.transaction() as connection:
        ages = clock.look(connection, max_age)
        finished = dict(connection.execute("SELECT id, finished FROM jobs").fetchall())
    ids = {folder.name for folder in folders.job_folders()} | finished.keys()
    leftovers = [
        _Leftover(folders.of(name), ages.of(finished.get(name) or folders.changed(folders.of(name))))
        for name in ids
        if name not in finished or finished[name] is not None
    ]
    return sorted(leftovers, key=lambda leftover: leftover.age, reverse=True)
