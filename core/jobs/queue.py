"""The way in for pages: submit a command, look at it, cancel it, let it continue.

A job's id, which cannot be guessed, is the right to do all of this with it; `history` lists an owner's jobs.
"""

import json
import logging
import shutil
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from core.base.errors import SentiscopeError
from core.jobs import commands, database, folders, storage, supervisor
from core.jobs.job import Job, State, from_row
from core.jobs.limits import limits
from core.jobs.process.log import tail
from core.jobs.trouble import folder_errors

log = logging.getLogger(__name__)
CANCEL_POLL_SECONDS = 0.05
# The worker sends SIGTERM to the group and kills it a second later; a stuck worker is killed with it.
FORCE_SECONDS = 1.6

_NEXT_TURN = "(SELECT COALESCE(MAX(turn), 0) + 1 FROM jobs)"


def reserve_folder(new_bytes: int = 0) -> Path:
    """A new private folder for a job to come, where a page writes an upload of `new_bytes` beforehand.

    Its name is the future job's id. Raises SentiscopeError `job_storage_full`.
    """
    storage.make_room(new_bytes)
    return folders.create()


@contextmanager
def filled_folder(new_bytes: int = 0) -> Iterator[Path]:
    """As `reserve_folder`, for whoever fills it in this block; the folder is gone again where that fails.

    Errors: also those of `folder_errors` for what the disk refuses in the block.
    """
    folder = reserve_folder(new_bytes)
    try:
        with folder_errors():
            yield folder
    except Exception:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def submit(
    module: str, arguments: Sequence[str], kind: str, owner: str = "", folder: Path | None = None
) -> str:
    """Queue `python -m MODULE ARGUMENTS…` and return the job's id.

    `kind` is the page's own name for such jobs. `owner` names who submits, only to limit how many unfinished
    jobs each has ("" is not counted). `folder` comes from `filled_folder` or `reserve_folder`, and stays
    where the job is not queued. Give what a user typed as `--name=value`, so that it cannot become another
    option. Raises SentiscopeError `job_queue_full`, `job_too_many`, `job_storage_full`, those of `trouble`,
    or `job_unknown` if the folder has been removed or used.
    """
    commands.check(module, arguments)
    if folder is None:
        with filled_folder() as made:
            return submit(module, arguments, kind, owner, made)
    storage.make_room()
    if folder.is_dir():
        folders.settle(folder)
    with database.transaction() as connection:
        _check_room(connection, owner)
        job_id = _reserved(connection, folder).name
        connection.execute(
            "INSERT INTO jobs (id, kind, owner, module, arguments, state, created, turn)"
            f" VALUES (?, ?, ?, ?, ?, ?, ?, {_NEXT_TURN})",
            (job_id, kind, owner, module, json.dumps(list(arguments)), State.WAITING, time.time()),
        )
    try:
        supervisor.keep_going()
    except SentiscopeError:  # the job is queued: whoever looks at it next starts it
        log.warning("no worker could be started", exc_info=True)
    return job_id


def status(job_id: str) -> Job:
    """The job as it is now. Raises SentiscopeError `job_unknown`."""
    supervisor.keep_going()
    return _job_of(job_id)


def cancel(job_id: str) -> Job:
    """End a job that waits or runs, with all its processes, within two seconds, and return it.

    A finished job stays as it is. Raises SentiscopeError `job_unknown`.
    """
    with database.transaction() as connection:
        connection.execute(
            "UPDATE jobs SET state = ?, finished = ? WHERE id = ? AND state = ?",
            (State.CANCELLED, time.time(), job_id, State.WAITING),
        )
        connection.execute(
            "UPDATE jobs SET cancel_requested = 1 WHERE id = ? AND state = ?", (job_id, State.RUNNING)
        )
    supervisor.keep_going()
    _wait_for_end(job_id)
    return status(job_id)


def resume(job_id: str) -> Job:
    """Queue a cancelled or failed job again, at the end, where it continues from its own files.

    Any other job stays as it is. Raises SentiscopeError `job_unknown`, `job_queue_full`, `job_too_many`.
    """
    with database.transaction() as connection:
        row = _row(connection, job_id)
        if row["state"] in (State.CANCELLED, State.FAILED):
            _check_room(connection, row["owner"])
            connection.execute(
                f"UPDATE jobs SET state = ?, turn = {_NEXT_TURN}, attempts = 0, cancel_requested = 0,"
                " finished = NULL, error_key = NULL, error_parameters = '{}' WHERE id = ?",
                (State.WAITING, job_id),
            )
    return status(job_id)


def remove(job_id: str) -> bool:
    """Cancel a job if need be and delete it with its files; False if its processes are still ending.

    Raises SentiscopeError `job_unknown`.
    """
    return storage.discard(cancel(job_id).folder)


def log_tail(job_id: str, lines: int = 40) -> str:
    """The last lines that the job's command printed. Raises SentiscopeError `job_unknown`."""
    return tail(_job_of(job_id).folder / folders.LOG, lines)


def _row(connection: sqlite3.Connection, job_id: str) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute("SELECT * FROM jobs WHERE id = ?", (job_id,)).fetchone()
    if row is None:
        raise SentiscopeError("job_unknown")
    return row


def _job_of(job_id: str) -> Job:
    with database.connect() as connection:
        row = _row(connection, job_id)
        waits = row["state"] == State.WAITING
        order = database.waiting_in_order(connection) if waits else []
    return from_row(row, order.index(job_id) + 1 if job_id in order else None)


def history(kind: str, owner: str) -> list[Job]:
    """An owner's jobs of a kind, newest first; none for the owner "", who has no name."""
    if not owner:
        return []
    with database.connect() as connection:
        rows = connection.execute(
            "SELECT * FROM jobs WHERE kind = ? AND owner = ? ORDER BY created DESC", (kind, owner)
        ).fetchall()
    return [from_row(row, None) for row in rows]


def hand_over(former: str, owner: str) -> None:
    """File an owner's jobs under another name of the same owner."""
    with database.connect() as connection:
        connection.execute("UPDATE jobs SET owner = ? WHERE owner = ? AND owner != ''", (owner, former))


def _wait_for_end(job_id: str) -> None:
    deadline = time.monotonic() + FORCE_SECONDS
    while (worker := _ending_worker(job_id)) is not None:
        if time.monotonic() > deadline:
            supervisor.end_worker(worker)
            return
        time.sleep(CANCEL_POLL_SECONDS)


def _ending_worker(job_id: str) -> int | None:
    """The worker that still has to end this job's processes, or None."""
    with database.connect() as connection:
        row = _row(connection, job_id)
    return row["worker"] if row["cancel_requested"] else None


def _reserved(connection: sqlite3.Connection, folder: Path) -> Path:
    mine = folders.of(folder.name)
    used = connection.execute("SELECT 1 FROM jobs WHERE id = ?", (folder.name,)).fetchone()
    if used or folder.resolve() != mine or not mine.is_dir():
        raise SentiscopeError("job_unknown")
    return mine


def _check_room(connection: sqlite3.Connection, owner: str) -> None:
    waiting, owned = connection.execute(
        "SELECT COALESCE(SUM(state = :waiting), 0), COALESCE(SUM(:owner != '' AND owner = :owner), 0)"
        " FROM jobs WHERE state IN (:waiting, :running)",
        {"waiting": State.WAITING, "running": State.RUNNING, "owner": owner},
    ).fetchone()
    if waiting >= limits().waiting:
        raise SentiscopeError("job_queue_full", waiting=waiting)
    if owner and owned >= limits().per_owner:
        raise SentiscopeError("job_too_many", unfinished=owned)
