"""The SQLite file behind the queue: jobs, and the workers that run, shared by several processes."""

import contextlib
import sqlite3
import time
from collections.abc import Iterator

from core.jobs import clock, folders, trouble
from core.jobs.fairness import Waiting, in_order

FILE = "jobs.sqlite3"
VERSION = 2
BUSY_SECONDS = 5.0  # that whoever waits for a page may wait too
RETRY_SECONDS = 0.02

SCHEMA = """
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS workers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    pid INTEGER NOT NULL,
    birth TEXT NOT NULL,
    heartbeat REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS jobs (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    owner TEXT NOT NULL,
    module TEXT NOT NULL,
    arguments TEXT NOT NULL,
    state TEXT NOT NULL,
    turn INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    cancel_requested INTEGER NOT NULL DEFAULT 0,
    worker INTEGER,
    leader_pid INTEGER,
    leader_birth TEXT,
    done INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0,
    message TEXT NOT NULL DEFAULT '',
    metrics TEXT NOT NULL DEFAULT '{}',
    rate REAL,
    created REAL NOT NULL,
    started REAL,
    finished REAL,
    error_key TEXT,
    error_parameters TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX IF NOT EXISTS jobs_by_state ON jobs (state, turn);
"""


@contextlib.contextmanager
def connect() -> Iterator[sqlite3.Connection]:
    """A connection for single statements, closed at the end.

    Errors: those of `trouble`, one of them `jobs_table_locked` where another process holds the table.
    """
    file = folders.root() / FILE
    with trouble.table_errors(file):
        connection = sqlite3.connect(file, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            connection.row_factory = sqlite3.Row
            # A later version only adds, so one that runs beside us, after an update, disturbs nobody.
            if connection.execute("PRAGMA user_version").fetchone()[0] < VERSION:
                _prepare(connection)
            connection.execute("PRAGMA synchronous = NORMAL")
            yield connection
        finally:
            connection.close()


@contextlib.contextmanager
def transaction() -> Iterator[sqlite3.Connection]:
    """A connection that alone may write until the end, where all is kept, or nothing after an exception."""
    with connect() as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            if connection.in_transaction:  # SQLite itself ends one on a full disk
                connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def waiting_in_order(connection: sqlite3.Connection) -> list[str]:
    """The ids of the waiting jobs in the order in which they will begin."""
    waiting = connection.execute("SELECT id, owner, turn FROM jobs WHERE state = 'waiting'").fetchall()
    running = connection.execute(
        "SELECT owner, COUNT(*) FROM jobs WHERE state = 'running' GROUP BY owner"
    ).fetchall()
    served = connection.execute(
        "SELECT owner, MAX(started) FROM jobs WHERE started IS NOT NULL GROUP BY owner"
    ).fetchall()
    return in_order([Waiting(*row) for row in waiting], dict(map(tuple, running)), dict(map(tuple, served)))


def _prepare(connection: sqlite3.Connection) -> None:
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            # The busy timeout does not cover this change, which two first processes may make at once.
            connection.execute("PRAGMA journal_mode = WAL")
            break
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(RETRY_SECONDS)
    connection.executescript(f"{SCHEMA}{clock.SCHEMA}PRAGMA user_version = {VERSION};COMMIT;")
