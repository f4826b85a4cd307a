"""What the disk or the table of jobs refuses, as an error with a sentence."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.base import settings
from core.base.errors import SentiscopeError
from core.base.storage import is_full

LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
UNREACHABLE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PERM}
PRIMARY = 0xFF  # SQLite's extended codes carry the primary one in their last byte


@contextmanager
def table_errors(table: Path) -> Iterator[None]:
    """Errors of SQLite inside as SentiscopeError.

    `jobs_table_locked` where another process holds the table, `jobs_table_damaged` where it is none of
    ours, else as `folder_errors`; one without a code is a mistake of ours and stays as it is.
    """
    try:
        yield
    except sqlite3.Error as error:
        told = _of_table(error, table)
        if told is None:
            raise
        raise told from error


@contextmanager
def folder_errors() -> Iterator[None]:
    """Errors of the disk inside as SentiscopeError.

    `disk_full`; else `jobs_folder_unusable`, on a public server `jobs_not_here`, which names no folder.
    """
    try:
        yield
    except OSError as error:
        raise _of_folder(error, error.strerror or str(error)) from error


def passes(error: SentiscopeError) -> bool:
    """Whether whoever has time does best to wait: another program holds the table, or the disk is full."""
    return error.key in ("jobs_table_locked", "disk_full")


def _of_table(error: sqlite3.Error, table: Path) -> SentiscopeError | None:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    code &= PRIMARY
    if code in LOCKED:
        return SentiscopeError("jobs_table_locked")
    if code == sqlite3.SQLITE_FULL:
        return SentiscopeError("disk_full")
    if code in UNREACHABLE:
        return _of_folder(error, str(error))
    if settings.is_public():
        return SentiscopeError("jobs_not_here")
    return SentiscopeError("jobs_table_damaged", file=table)


def _of_folder(error: Exception, reason: str) -> SentiscopeError:
    if is_full(error):
        return SentiscopeError("disk_full")
    if settings.is_public():
        return SentiscopeError("jobs_not_here")
    return SentiscopeError("jobs_folder_unusable", folder=settings.home(), reason=reason)
