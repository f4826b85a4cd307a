"""Runs waiting jobs, one after the other: `python -m core.jobs.worker ID`, started by supervisor.py.

`ID` is the worker's row in the table.

It leaves when none waits. Asked to end (SIGTERM), it puts its job back for the next worker. While another
program holds the table, or the disk is full, it waits and its job runs on.
"""

import signal
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import TypeVar

from core.base.errors import SentiscopeError
from core.jobs import commands, database, failure, folders, progress, storage, trouble, worker_updates
from core.jobs.process.child import Child
from core.jobs.rate import StepRate
from core.jobs.worker_updates import KILLED, Claimed, Order

POLL_SECONDS = 0.2
FAILED = 1
FILES_GONE = SentiscopeError("job_files_gone")
Result = TypeVar("Result")


class Stop:
    """Whether SIGTERM was received: the worker ends after putting its job back."""

    def __init__(self) -> None:
        self.requested = False

    def request(self, _number: int, _frame: FrameType | None) -> None:
        """The handler of SIGTERM; an Event would lock, and a second signal in between never end."""
        self.requested = True


class ChildOutput:
    """The latest report, numbers, error and speed in the lines that a child has printed so far."""

    def __init__(self, metrics: dict[str, float]) -> None:
        self.report: progress.Report | None = None
        self.metrics = dict(metrics)
        self.error: SentiscopeError | None = None
        self.step_rate = StepRate()

    def add(self, lines: list[str]) -> None:
        for line in lines:
            self.error = failure.decode(line) or self.error
            if report := progress.decode(line):
                self.report = report
                # Most reports carry no numbers; the page shows the latest of each.
                self.metrics |= report.metrics
                self.step_rate.add(report, time.monotonic())


def work(worker: int, stop: Stop) -> None:
    """Run jobs until none waits, the worker's row is gone or a stop is requested."""
    # While one connection is open, closing the short ones does not make SQLite tidy its file each time.
    with database.connect():
        while claimed := _patiently(lambda: worker_updates.claim(worker)):
            _run(worker, claimed, stop)
            _remove_aged()
            if stop.requested:
                _patiently(lambda: worker_updates.leave(worker))
                return


def _run(worker: int, claimed: Claimed, stop: Stop) -> None:
    folder = folders.of(claimed.id)
    if not folder.is_dir():
        _patiently(lambda: worker_updates.finish(worker, claimed.id, FAILED, FILES_GONE))
        return
    command = commands.waiting_command(claimed.module, claimed.arguments)
    output = ChildOutput(claimed.metrics)
    with Child(command, commands.environment(), folder) as child:
        child.note(f"::attempt {claimed.attempt}")
        if (
            _patiently(lambda: worker_updates.note_leader(worker, claimed.id, child.leader))
            is not Order.LET_GO
        ):
            child.release()
            _watch(worker, claimed.id, child, output, stop)
        exit_code = child.end()
        output.add(child.rest())
        child.note(f"::exit {exit_code}")
    _patiently(lambda: _note_progress(worker, claimed.id, output))
    if stop.requested and exit_code != 0:
        _patiently(lambda: worker_updates.finish(worker, claimed.id, KILLED, fault=False))
    else:
        error = output.error if folder.is_dir() else FILES_GONE
        _patiently(lambda: worker_updates.finish(worker, claimed.id, exit_code, error))


def _watch(worker: int, job_id: str, child: Child, output: ChildOutput, stop: Stop) -> None:
    noted = 0.0
    order = Order.GO_ON
    while order is Order.GO_ON and child.exit_code is None and not stop.requested:
        output.add(child.read(POLL_SECONDS))
        if time.monotonic() - noted >= POLL_SECONDS:
            order = _order(worker, job_id, output)
            noted = time.monotonic()


def _order(worker: int, job_id: str, output: ChildOutput) -> Order:
    """Store how far the job is, if the table can be written just now: the child must not wait for it."""
    try:
        return _note_progress(worker, job_id, output)
    except SentiscopeError as error:
        if not trouble.passes(error):
            raise
        return Order.GO_ON


def _note_progress(worker: int, job_id: str, output: ChildOutput) -> Order:
    """Store what the child's lines reported; returns what the worker has to do next."""
    rate = output.step_rate.per_second
    return worker_updates.note_progress(worker, job_id, output.report, output.metrics, rate)


def _patiently(write: Callable[[], Result]) -> Result:
    """What has to be written, written as soon as the table can be."""
    while True:
        try:
            return write()
        except SentiscopeError as error:
            if not trouble.passes(error):
                raise
            time.sleep(POLL_SECONDS)


def _remove_aged() -> None:
    """What cannot be removed now is left to the next job's end."""
    try:
        storage.remove_aged()
    except SentiscopeError as error:
        print(error, file=sys.stderr)


def main() -> None:
    stop = Stop()
    signal.signal(signal.SIGTERM, stop.request)
    work(int(sys.argv[1]), stop)


if __name__ == "__main__":
    main()
