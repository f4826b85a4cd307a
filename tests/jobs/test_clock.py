"""A clock that jumps, or a server that was off for long, removes nothing at once."""

import math
import sqlite3
import time
from contextlib import closing
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import jobs
from core.jobs import clock, database, folders, supervisor
from core.jobs.job import State
from core.jobs.limits import DAY_SECONDS, limits
from tests.jobs.support import change, submit_counting, wait_for_state, wait_for_steps

MONTHS = 92 * DAY_SECONDS


class Clock:
    """The time of day, to be set."""

    def __init__(self) -> None:
        self.now = time.time()

    def time(self) -> float:
        return self.now


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock that `time.time` reads from now on."""
    set_by_hand = Clock()
    monkeypatch.setattr(time, "time", set_by_hand.time)
    return set_by_hand


def finished() -> str:
    """A job that ended just now."""
    job_id = jobs.submit("core.scoring", [], "scoring")
    change(job_id, "state", "done")
    change(job_id, "finished", time.time())
    return job_id


def look() -> None:
    jobs.clean_up(limits().days * DAY_SECONDS)


@pytest.mark.usefixtures("nothing_runs")
@pytest.mark.parametrize("public", ["0", "1"])
@pytest.mark.parametrize("jump", [MONTHS, -MONTHS, 20 * MONTHS])
def test_a_clock_that_jumps_deletes_nothing_finished(
    day: Clock, jump: float, public: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SENTISCOPE_PUBLIC", public)
    job_id, unused = finished(), jobs.reserve_folder()
    day.now += jump
    for _ in range(3):
        look()
        day.now += 60
    assert jobs.status(job_id).state is State.DONE
    assert unused.exists()
    day.now -= jump  # set right again
    for _ in range(3):
        look()
        day.now += 60
    assert jobs.status(job_id).state is State.DONE
    jobs.reserve_folder()
    assert jobs.status(job_id).state is State.DONE


@pytest.mark.usefixtures("nothing_runs")
def test_what_ends_after_the_last_look_survives_too(day: Clock) -> None:
    look()
    day.now += DAY_SECONDS
    job_id = finished()
    day.now += MONTHS
    look()
    assert jobs.status(job_id).state is State.DONE


@pytest.mark.usefixtures("nothing_runs")
def test_a_table_that_was_never_looked_at_counts_from_its_latest_job(day: Clock) -> None:
    job_id = finished()
    with database.transaction() as connection:
        connection.execute("DELETE FROM clock")
    day.now += MONTHS
    look()
    assert jobs.status(job_id).state is State.DONE


@pytest.mark.usefixtures("nothing_runs")
@pytest.mark.parametrize("every", [1.0, 7.0, 30.0])
def test_with_looks_now_and_then_everything_leaves_in_the_end(day: Clock, every: float) -> None:
    """Looked at each day or week it leaves at the limit; after longer pauses, with the eleventh look."""
    job_id = finished()
    limit = limits().days
    looks = 0
    while folders.of(job_id).exists():
        day.now += every * DAY_SECONDS
        look()
        looks += 1
    assert looks == math.floor(limit / min(every, limit / 10)) + 1


@given(gaps=st.lists(st.floats(-1000, 1000), min_size=1, max_size=30))
def test_no_look_ages_anything_by_more_than_a_tenth(gaps: list[float]) -> None:
    """Whatever the clock does, what was there ages by a tenth of the limit (100 s) for each look at most."""
    day = Clock()
    with closing(sqlite3.connect(":memory:")) as connection, mock.patch("time.time", day.time):
        connection.executescript(f"{database.SCHEMA}{clock.SCHEMA}COMMIT;")
        born = day.now
        clock.look(connection, 100.0)
        for number, gap in enumerate(gaps, start=1):
            day.now += gap
            assert clock.look(connection, 100.0).of(born) <= 10.0 * number + 1e-3


@pytest.mark.whole
@pytest.mark.parametrize("jump", [MONTHS, -MONTHS])
def test_a_running_job_is_not_taken_for_dead(day: Clock, jump: float) -> None:
    job_id = submit_counting(20, 0.05)
    wait_for_steps(job_id, 2)
    day.now += jump
    job = wait_for_state(job_id, State.DONE)
    supervisor.keep_going()
    assert job.attempts == 1
