import time

import pytest

from core import jobs
from core.base.errors import SentiscopeError
from core.jobs import database, queue, worker_updates
from core.jobs.job import Job, State
from core.jobs.limits import ATTEMPTS
from core.jobs.progress import Report
from core.jobs.worker_updates import KILLED, Order
from tests.jobs.support import change, row_of, rows, start_process, workers

pytestmark = pytest.mark.usefixtures("nothing_runs")


def add_worker() -> int:
    with database.transaction() as connection:
        worker = connection.execute(
            "INSERT INTO workers (pid, birth, heartbeat) VALUES (0, '', ?)", (time.monotonic(),)
        ).lastrowid
    assert worker is not None
    return worker


def submit() -> str:
    return jobs.submit("core.scoring", ["--text=review"], "scoring")


def job(job_id: str) -> Job:
    """The job without ending its worker, which here is no real process."""
    return queue._job_of(job_id)


def test_a_worker_takes_the_oldest_job_and_leaves_when_none_waits() -> None:
    ids, worker = [submit(), submit()], add_worker()
    for job_id in ids:
        claimed = worker_updates.claim(worker)
        assert claimed is not None
        assert (claimed.id, claimed.module, claimed.arguments) == (job_id, "core.scoring", ("--text=review",))
        assert (claimed.attempt, job(job_id).state) == (1, State.RUNNING)
    assert worker_updates.claim(worker) is None
    assert workers() == []


def test_a_worker_without_a_place_gets_nothing() -> None:
    job_id = submit()
    assert worker_updates.claim(99) is None
    assert job(job_id).state is State.WAITING


def test_no_job_is_taken_twice_by_several_processes() -> None:
    ids = [submit() for _ in range(40)]
    processes = [start_process("claiming", str(add_worker())) for _ in range(4)]
    taken: list[str] = []
    for process in processes:
        with process:
            taken += process.communicate()[0].split()
    assert sorted(taken) == sorted(ids)


def test_progress_is_noted_and_orders_are_heard() -> None:
    job_id, worker = submit(), add_worker()
    worker_updates.claim(worker)
    assert (
        worker_updates.note_progress(worker, job_id, Report(3, 9, "epoch"), {"loss": 0.5}, 1.5) is Order.GO_ON
    )
    now = job(job_id)
    assert (now.done, now.total, now.message, now.metrics) == (3, 9, "epoch", {"loss": 0.5})
    assert (now.rate, now.seconds_left) == (1.5, 4)
    change(job_id, "cancel_requested", 1)
    assert worker_updates.note_progress(worker, job_id, None, {}, None) is Order.CANCEL
    worker_updates.leave(worker)
    assert worker_updates.note_progress(worker, job_id, None, {}, None) is Order.LET_GO


def test_a_worker_that_lost_its_job_changes_nothing() -> None:
    job_id, first, second = submit(), add_worker(), add_worker()
    worker_updates.claim(first)
    worker_updates.finish(first, job_id, KILLED)
    worker_updates.claim(second)
    worker_updates.finish(first, job_id, 0)
    assert worker_updates.note_progress(first, job_id, Report(9, 9), {}, None) is Order.LET_GO
    assert (job(job_id).state, job(job_id).done) == (State.RUNNING, 0)


@pytest.mark.parametrize(
    ("exit_code", "error", "state", "key"),
    [
        (0, None, State.DONE, None),
        (0, SentiscopeError("unused"), State.DONE, None),
        (2, None, State.FAILED, "job_failed"),
        (2, SentiscopeError("column_missing", column="c"), State.FAILED, "column_missing"),
        (KILLED, None, State.WAITING, None),
    ],
)
def test_how_a_job_ends(exit_code: int, error: SentiscopeError | None, state: State, key: str | None) -> None:
    job_id, worker = submit(), add_worker()
    worker_updates.claim(worker)
    worker_updates.finish(worker, job_id, exit_code, error)
    ended = job(job_id)
    assert (ended.state, ended.error_key) == (state, key)
    assert (ended.finished is None) == (state is State.WAITING)
    if key == "column_missing":
        assert ended.error is not None
        assert ended.error.parameters == {"column": "c"}


@pytest.mark.parametrize("exit_code", [0, 1, KILLED])
def test_cancelling_wins_over_any_other_end(exit_code: int) -> None:
    job_id, worker = submit(), add_worker()
    worker_updates.claim(worker)
    change(job_id, "cancel_requested", 1)
    worker_updates.finish(worker, job_id, exit_code)
    assert job(job_id).state is State.CANCELLED


def test_crashes_are_counted_and_interruptions_are_not() -> None:
    job_id, worker = submit(), add_worker()
    for _ in range(5):
        worker_updates.claim(worker)
        worker_updates.finish(worker, job_id, KILLED, fault=False)
        assert (job(job_id).state, job(job_id).attempts) == (State.WAITING, 0)
    for _ in range(ATTEMPTS):
        assert job(job_id).state is State.WAITING
        worker_updates.claim(worker)
        worker_updates.finish(worker, job_id, KILLED)
    assert job(job_id).state is State.FAILED
    assert (job(job_id).error_key, job(job_id).error_parameters) == ("job_crashed", {"attempts": ATTEMPTS})


def test_a_crashed_job_goes_on_before_later_ones() -> None:
    first, _, worker = submit(), submit(), add_worker()
    worker_updates.claim(worker)
    worker_updates.finish(worker, first, KILLED)
    assert job(first).queue_position == 1
    assert row_of(first)["worker"] is None
    assert len(rows("SELECT * FROM jobs WHERE state = 'waiting'")) == 2
