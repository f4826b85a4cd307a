"""A job as the queue's table describes it, for a page to show."""

import json
import sqlite3
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from core.base.errors import SentiscopeError
from core.jobs import folders
from core.jobs.rate import seconds_left


class State(StrEnum):
    """A job's state; the values are stored and language-neutral."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINISHED = (State.DONE, State.FAILED, State.CANCELLED)


@dataclass(frozen=True)
class Job:
    """A job as it was when read from the table.

    `queue_position` is 1 for the next to begin and None unless waiting. `done` of `total` steps; `total` is 0
    while unknown. `created`, `started` (the latest attempt) and `finished` are seconds since 1970;
    `rate` is steps per second. What is not known is None. `error_key` with `error_parameters` says
    why a job failed.
    """

    id: str
    kind: str
    state: State
    queue_position: int | None
    done: int
    total: int
    message: str
    metrics: dict[str, float]
    attempts: int
    created: float
    started: float | None
    finished: float | None
    rate: float | None
    seconds_left: float | None
    error_key: str | None
    error_parameters: dict[str, object]
    folder: Path

    @property
    def is_finished(self) -> bool:
        """True for done, failed and cancelled."""
        return self.state in FINISHED

    @property
    def error(self) -> SentiscopeError | None:
        """Why the job failed, ready to be put into words; None if it did not fail."""
        return SentiscopeError(self.error_key, **self.error_parameters) if self.error_key else None


def from_row(row: sqlite3.Row, queue_position: int | None) -> Job:
    """The job in a row of the table; `queue_position` is None unless it waits."""
    state = State(row["state"])
    rate = row["rate"] if state is State.RUNNING else None
    return Job(
        id=row["id"],
        kind=row["kind"],
        state=state,
        queue_position=queue_position,
        done=row["done"],
        total=row["total"],
        message=row["message"],
        metrics=json.loads(row["metrics"]),
        attempts=row["attempts"],
        created=row["created"],
        started=row["started"],
        finished=row["finished"],
        rate=rate,
        seconds_left=seconds_left(row["done"], row["total"], rate),
        error_key=row["error_key"],
        error_parameters=json.loads(row["error_parameters"]),
        folder=folders.of(row["id"]),
    )
