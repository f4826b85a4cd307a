"""Whatever a loss of power leaves of a job's folder and of the table, no job begins with half an upload.

The table is SQLite's, which a loss of power takes back to an earlier change at most (WAL mode, synchronous
NORMAL). So each state of the files is met by the table as it was then, and as it was before its last change.
"""

import os
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core import jobs
from core.base import settings
from core.jobs import database, folders, supervisor, worker_updates
from core.jobs.job import FINISHED, State
from tests.jobs.support import rows
from tests.support.power_loss import recorded, woken

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the path behind a number: Linux alone")
UPLOAD = b"review\n" + b"a warm film\n" * 40


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "keep_going", lambda: None)


def content_of(file: Path) -> str:
    """The whole table as SQL."""
    connection = sqlite3.connect(file)
    dump = "\n".join(connection.iterdump())
    connection.close()
    return dump


def restored(dump: str) -> None:
    """A table of that content, at rest."""
    file = folders.root() / database.FILE
    for path in folders.root().glob(f"{database.FILE}*"):
        path.unlink()
    connection = sqlite3.connect(file)
    connection.executescript(dump)
    connection.execute(f"PRAGMA user_version = {database.VERSION}")
    connection.close()


def life_of_a_job() -> Iterator[str]:
    """Upload, submission, a run, and removal; the job's id after each change of the table."""
    folder = jobs.reserve_folder(len(UPLOAD))
    (folder / "upload").mkdir()
    (folder / "upload" / "reviews.csv").write_bytes(UPLOAD)
    yield folder.name
    yield jobs.submit("core.scoring", [], "scoring", "somebody", folder)
    with database.transaction() as connection:
        connection.execute("INSERT INTO workers VALUES (1, 1, '', 0)")
    assert worker_updates.claim(1) is not None
    yield folder.name
    worker_updates.finish(1, folder.name, 0)
    yield folder.name
    jobs.remove(folder.name)
    yield folder.name


def test_no_job_begins_with_half_an_upload(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders.root()
    with database.connect():
        file = home / "jobs" / database.FILE
    tables: list[tuple[int, str]] = []
    with recorded(home / "jobs", lambda below: below.startswith(database.FILE)) as recording:
        life = life_of_a_job()
        job_id = next(life)
        tables.append((len(recording.events), content_of(file)))
        for _ in life:
            tables.append((len(recording.events), content_of(file)))
    tables.append((len(recording.events), tables[-1][1]))
    monkeypatch.setenv("SENTISCOPE_HOME", str(tmp_path / "other"))
    (tmp_path / "other").mkdir()
    monkeypatch.setattr(os, "fsync", lambda number: None)
    found: set[str] = set()
    for (_, earlier), (begin, now), (end, _) in zip(tables, tables[1:], tables[2:], strict=False):
        for dump in (now, earlier):
            for moment in woken(recording, settings.home() / "jobs", range(begin, end + 1)):
                restored(dump)
                found.add(state_of(job_id, moment, dump is now))
    assert found == {"unknown", State.WAITING, State.RUNNING, State.DONE}


def state_of(job_id: str, moment: int, is_newest: bool) -> str:
    """What a page finds; a job that is to run has its whole upload, and what is over can be removed."""
    if job_id not in {row[0] for row in rows("SELECT id FROM jobs")}:
        return "unknown"
    job = jobs.status(job_id)
    if job.state not in FINISHED:
        upload = job.folder / "upload" / "reviews.csv"
        assert upload.is_file() or not is_newest, f"{job.state} without its upload after event {moment}"
        # An earlier table may bring a job back whose files were being removed: they are missing, never cut.
        assert not upload.is_file() or upload.read_bytes() == UPLOAD, f"half an upload after event {moment}"
    else:
        assert jobs.history("scoring", "somebody") == [job]
        assert jobs.remove(job_id)
        assert not job.folder.exists()
    return job.state
