"""What a worker writes: its heartbeat, which job it took, how far the job is, how it ended."""

import json
import signal
import sqlite3
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from core.base.errors import SentiscopeError
from core.jobs import database
from core.jobs.job import State
from core.jobs.limits import ATTEMPTS
from core.jobs.process.processes import Process
from core.jobs.progress import Report

KILLED = -int(signal.SIGKILL)


@dataclass(frozen=True)
class Claimed:
    """A job that a worker runs; `attempt` counts from 1."""

    id: str
    module: str
    arguments: tuple[str, ...]
    attempt: int
    metrics: dict[str, float]


class Order(Enum):
    """What a worker has to do next with its job."""

    GO_ON = auto()
    CANCEL = auto()
    LET_GO = auto()


def claim(worker: int) -> Claimed | None:
    """Take the job whose turn it is; None where none waits, or where the worker's row is gone.

    Where none waits, the row is deleted in the same transaction, so no job is submitted unseen in between.
    """
    with database.transaction() as connection:
        if not _beat(connection, worker):
            return None
        order = database.waiting_in_order(connection)
        if not order:
            connection.execute("DELETE FROM workers WHERE id = ?", (worker,))
            return None
        row = connection.execute(
            "UPDATE jobs SET state = ?, worker = ?, attempts = attempts + 1, started = ?, rate = NULL"
            " WHERE id = ? RETURNING *",
            (State.RUNNING, worker, time.time(), order[0]),
        ).fetchone()
    arguments, metrics = json.loads(row["arguments"]), json.loads(row["metrics"])
    return Claimed(row["id"], row["module"], tuple(arguments), row["attempts"], metrics)


def note_leader(worker: int, job_id: str, leader: Process) -> Order:
    """Write down the child's process group, before the child may begin."""
    with database.transaction() as connection:
        connection.execute(
            "UPDATE jobs SET leader_pid = ?, leader_birth = ? WHERE id = ? AND worker = ?",
            (leader.pid, leader.birth, job_id, worker),
        )
        return _order(connection, worker, job_id)


def note_progress(
    worker: int, job_id: str, report: Report | None, metrics: Mapping[str, float], rate: float | None
) -> Order:
    """Store the worker's heartbeat and how far its job is; returns what the worker has to do next."""
    with database.transaction() as connection:
        if report:
            connection.execute(
                "UPDATE jobs SET done = ?, total = ?, message = ?, metrics = ?, rate = ?"
                " WHERE id = ? AND worker = ?",
                (report.done, report.total, report.message, json.dumps(metrics), rate, job_id, worker),
            )
        return _order(connection, worker, job_id)


def finish(
    worker: int, job_id: str, exit_code: int, error: SentiscopeError | None = None, fault: bool = True
) -> None:
    """Write down how the child ended; does nothing if the job is no longer this worker's.

    `exit_code` is negative for a signal. Without `fault` the attempt does not count.
    """
    with database.transaction() as connection:
        row = connection.execute(
            "SELECT attempts, cancel_requested FROM jobs WHERE id = ? AND worker = ?", (job_id, worker)
        ).fetchone()
        if row is None:
            return
        attempts = row["attempts"] if fault else row["attempts"] - 1
        state, error = _state_after(bool(row["cancel_requested"]), exit_code, attempts, error)
        connection.execute(
            "UPDATE jobs SET state = ?, attempts = ?, finished = ?, error_key = ?, error_parameters = ?,"
            " worker = NULL, leader_pid = NULL, leader_birth = NULL WHERE id = ?",
            (
                state,
                attempts,
                None if state is State.WAITING else time.time(),
                error.key if error else None,
                json.dumps(error.parameters if error else {}, default=str),
                job_id,
            ),
        )


def leave(worker: int) -> None:
    """Delete the worker's row, so that another worker may start."""
    with database.transaction() as connection:
        connection.execute("DELETE FROM workers WHERE id = ?", (worker,))


def _state_after(
    cancelled: bool, exit_code: int, attempts: int, error: SentiscopeError | None
) -> tuple[State, SentiscopeError | None]:
    """The state to store for a child that ended (0 done, > 0 failed, < 0 a signal), and why it failed."""
    # Cancelling comes first: the page has already shown it, even if the child finished meanwhile.
    if cancelled:
        return State.CANCELLED, None
    if exit_code == 0:
        return State.DONE, None
    if exit_code > 0:
        return State.FAILED, error or SentiscopeError("job_failed", exit_code=exit_code)
    if attempts < ATTEMPTS:
        return State.WAITING, None
    return State.FAILED, SentiscopeError("job_crashed", attempts=attempts)


def _beat(connection: sqlite3.Connection, worker: int) -> bool:
    # This clock is one for all processes and stops while the machine sleeps, as workers do.
    beat = "UPDATE workers SET heartbeat = ? WHERE id = ?"
    return connection.execute(beat, (time.monotonic(), worker)).rowcount == 1


def _order(connection: sqlite3.Connection, worker: int, job_id: str) -> Order:
    row = connection.execute(
        "SELECT cancel_requested FROM jobs WHERE id = ? AND worker = ?", (job_id, worker)
    ).fetchone()
    if row is None or not _beat(connection, worker):
        return Order.LET_GO
    return Order.CANCEL if row["cancel_requested"] else Order.GO_ON
