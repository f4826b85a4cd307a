"""Runs waiting jobs, one after the other: `python -m core.jobs.worker PLACE`, started by keeper.py.

It leaves when none waits. Asked to end (SIGTERM), it puts its job back for the next worker.
"""

import signal
import sys
import time
from types import FrameType

from core.base.errors import SentiscopeError
from core.jobs import commands, database, failure, folders, progress, storage, worker_updates
from core.jobs.process.child import Child
from core.jobs.rate import Pace
from core.jobs.worker_updates import KILLED, Claimed, Order

POLL_SECONDS = 0.2


class Stop:
    """Whether the worker has been asked to end."""

    def __init__(self) -> None:
        self.asked = False

    def ask(self, _number: int, _frame: FrameType | None) -> None:
        """The handler of SIGTERM; an Event would lock, and a second signal in between never end."""
        self.asked = True


class Listener:
    """What a child's lines have told so far."""

    def __init__(self, metrics: dict[str, float]) -> None:
        self.report: progress.Report | None = None
        self.metrics = dict(metrics)
        self.error: SentiscopeError | None = None
        self.pace = Pace()

    def hear(self, lines: list[str]) -> None:
        for line in lines:
            self.error = failure.decode(line) or self.error
            if report := progress.decode(line):
                self.report = report
                # Most reports carry no numbers; the page shows the latest of each.
                self.metrics |= report.metrics
                self.pace.add(report, time.monotonic())


def work(worker: int, stop: Stop) -> None:
    """Run jobs until none waits, the place is lost or a stop is asked for."""
    # While one connection is open, closing the short ones does not make SQLite tidy its file each time.
    with database.connect():
        while claimed := worker_updates.claim(worker):
            _run(worker, claimed, stop)
            storage.remove_aged()
            if stop.asked:
                worker_updates.leave(worker)
                return


def _run(worker: int, claimed: Claimed, stop: Stop) -> None:
    command = commands.leashed(claimed.module, claimed.arguments)
    listener = Listener(claimed.metrics)
    with Child(command, commands.environment(), folders.of(claimed.id)) as child:
        child.note(f"::attempt {claimed.attempt}")
        if worker_updates.note_leader(worker, claimed.id, child.leader) is not Order.LET_GO:
            child.release()
            _watch(worker, claimed.id, child, listener, stop)
        exit_code = child.end()
        listener.hear(child.rest())
        child.note(f"::exit {exit_code}")
    worker_updates.note_progress(worker, claimed.id, listener.report, listener.metrics, listener.pace.rate)
    if stop.asked and exit_code != 0:
        worker_updates.finish(worker, claimed.id, KILLED, fault=False)
    else:
        worker_updates.finish(worker, claimed.id, exit_code, listener.error)


def _watch(worker: int, job_id: str, child: Child, listener: Listener, stop: Stop) -> None:
    noted = 0.0
    order = Order.GO_ON
    while order is Order.GO_ON and child.exit_code is None and not stop.asked:
        listener.hear(child.read(POLL_SECONDS))
        if time.monotonic() - noted >= POLL_SECONDS:
            noted = time.monotonic()
            order = worker_updates.note_progress(
                worker, job_id, listener.report, listener.metrics, listener.pace.rate
            )


def main() -> None:
    stop = Stop()
    signal.signal(signal.SIGTERM, stop.ask)
    work(int(sys.argv[1]), stop)


if __name__ == "__main__":
    main()
