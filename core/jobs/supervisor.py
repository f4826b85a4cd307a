"""Supervises the workers: puts the jobs of dead ones back in the queue, and starts as many as may run.

No process does this all the time: whoever reads a job's state calls `keep_going` first.
"""

import subprocess
import sys
import threading
import time

from core.base import settings
from core.jobs import commands, database, folders, worker_updates
from core.jobs.job import State
from core.jobs.limits import limits
from core.jobs.process import processes
from core.jobs.process.processes import Process
from core.jobs.trouble import folder_errors

STALE_SECONDS = 60.0
BEAT_SECONDS = 2.0  # in which a worker that lives beats once
WORKER_LOG = "worker.log"


def keep_going() -> None:
    """Put the jobs of dead workers back in the queue, and start workers for waiting jobs up to the limit.

    A server may call it once when it starts, so that jobs go on before a page reads one. Errors:
    `setting_not_a_number` as `limits` raises it; those of `trouble`.
    """
    for worker in _dead_workers():
        end_worker(worker)
    while _is_worker_missing():
        if not _start_worker():
            return


def end_worker(worker: int) -> None:
    """Kill a worker and its child's process group, queue its job again, and delete the worker's row.

    Idempotent, also where two processes do it at once. Where something outlives the kill by a second, the
    rest is left to the next call.
    """
    with database.connect() as connection:
        row = connection.execute("SELECT pid, birth FROM workers WHERE id = ?", (worker,)).fetchone()
    # First the worker, so that it cannot begin another child behind our back.
    if row is None or not processes.end_process(Process(row["pid"], row["birth"])):
        return
    with database.connect() as connection:
        jobs = connection.execute("SELECT * FROM jobs WHERE worker = ?", (worker,)).fetchall()
    for job in jobs:
        if job["leader_pid"] and not processes.end_group(Process(job["leader_pid"], job["leader_birth"])):
            return  # still ending: the next call tries again: two children of a job must never run at once
        worker_updates.finish(worker, job["id"], worker_updates.KILLED)
    worker_updates.leave(worker)


def _dead_workers() -> list[int]:
    """The workers whose process is gone, and those that hang.

    Nobody can beat while another program holds the table, so a worker that lives gets a moment to beat after
    the table was free. Errors: `jobs_table_locked` where it is not.
    """
    gone, silent = _lost_workers()
    if silent:
        with database.transaction():
            pass
        time.sleep(BEAT_SECONDS)
        gone, silent = _lost_workers()
    return [*gone, *silent]


def _lost_workers() -> tuple[list[int], list[int]]:
    """The workers whose process is gone, and those that live and have not beaten for too long."""
    with database.connect() as connection:
        rows = connection.execute("SELECT * FROM workers").fetchall()
    now = time.monotonic()
    gone = [row["id"] for row in rows if not processes.is_alive(Process(row["pid"], row["birth"]))]
    # A heartbeat far in the future is from before the machine was started again.
    silent = [row["id"] for row in rows if abs(now - row["heartbeat"]) > STALE_SECONDS]
    return gone, [worker for worker in silent if worker not in gone]


_MISSING = """
SELECT (SELECT COUNT(*) FROM workers) < :most
   AND (SELECT COUNT(*) FROM jobs WHERE state = :waiting) >
       (SELECT COUNT(*) FROM workers WHERE id NOT IN (SELECT worker FROM jobs WHERE worker IS NOT NULL))
"""


def _is_worker_missing() -> bool:
    """True if fewer workers run than may, and more jobs wait than workers are about to take one."""
    with database.connect() as connection:
        return bool(connection.execute(_MISSING, _parameters()).fetchone()[0])


def _parameters() -> dict[str, object]:
    return {"most": limits().running, "waiting": State.WAITING}


def _start_worker() -> bool:
    """Add a row of `workers` and start its process; False if another process was faster."""
    with database.transaction() as connection:
        if not connection.execute(_MISSING, _parameters()).fetchone()[0]:
            return False
        worker = connection.execute(
            "INSERT INTO workers (pid, birth, heartbeat) VALUES (0, '', ?)", (time.monotonic(),)
        ).lastrowid
        # Within the transaction: if we die here the row is undone, and the worker finds no row and ends.
        process = _spawn(str(worker))
        born = processes.identify(process.pid)
        connection.execute(
            "UPDATE workers SET pid = ?, birth = ? WHERE id = ?", (born.pid, born.birth, worker)
        )
    # A dead child stays a zombie until its parent waits for it, and this parent may run for months.
    threading.Thread(target=process.wait, name=f"worker {worker}", daemon=True).start()
    return True


def _spawn(worker: str) -> "subprocess.Popen[bytes]":
    with folder_errors():
        log = (folders.root() / WORKER_LOG).open("ab")
    with log:
        return subprocess.Popen(
            [sys.executable, "-m", "core.jobs.worker", worker],
            cwd=settings.REPOSITORY,
            env=commands.environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
