import os
import time
from pathlib import Path

import pytest

from core import jobs
from core.jobs import folders, storage
from core.jobs.limits import DAY_SECONDS, MEGABYTE
from tests.jobs.support import change, raises

pytestmark = pytest.mark.usefixtures("nothing_runs")
HOUR = 3600.0


def finished_job(age: float, size: int = 1000) -> str:
    job_id = waiting_job(size)
    change(job_id, "state", "done")
    change(job_id, "finished", time.time() - age)
    return job_id


def waiting_job(size: int = 1000) -> str:
    folder = jobs.reserve_folder()
    (folder / "input").write_bytes(bytes(size))
    return jobs.submit("core.scoring", [], "scoring", "", folder)


def unused_folder(age: float) -> Path:
    folder = jobs.reserve_folder()
    (folder / "upload").write_bytes(bytes(1000))
    os.utime(folder, (time.time() - age, time.time() - age))
    return folder


def exists(job_id: str) -> bool:
    return folders.of(job_id).exists()


def test_old_jobs_and_uploads_never_submitted_are_removed() -> None:
    old, young, waiting = finished_job(3 * HOUR), finished_job(HOUR), waiting_job()
    change(waiting, "created", 0)
    old_upload, young_upload = unused_folder(3 * HOUR), unused_folder(HOUR)
    jobs.clean_up(max_age=2 * HOUR)
    assert [exists(old), exists(young), exists(waiting)] == [False, True, True]
    assert [old_upload.exists(), young_upload.exists()] == [False, True]
    with raises("job_unknown"):
        jobs.status(old)
    assert jobs.status(waiting).queue_position == 1


def test_over_the_quota_the_oldest_go_first() -> None:
    middle, oldest, young = finished_job(2 * HOUR), finished_job(3 * HOUR), finished_job(HOUR)
    jobs.clean_up(max_age=DAY_SECONDS, quota_bytes=2500)
    assert [exists(oldest), exists(middle), exists(young)] == [False, True, True]


def test_the_quota_spares_what_waits_runs_or_has_just_finished() -> None:
    waiting, running, fresh = waiting_job(), waiting_job(), finished_job(age=5)
    change(running, "state", "running")
    jobs.clean_up(max_age=DAY_SECONDS, quota_bytes=0)
    assert [exists(waiting), exists(running), exists(fresh)] == [True, True, True]
    assert not storage.discard(folders.of(running))
    change(running, "state", "waiting")


def test_what_was_half_removed_is_removed() -> None:
    trash = folders.root() / f"{storage.TRASH}x"
    trash.mkdir()
    jobs.clean_up(max_age=HOUR)
    assert not trash.exists()


def test_a_full_store_refuses_uploads_and_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTISCOPE_JOBS_MEGABYTES", "1")
    with raises("job_storage_full"):
        jobs.reserve_folder(2 * MEGABYTE)
    waiting_job(MEGABYTE // 2)
    jobs.reserve_folder(MEGABYTE // 4)
    folder = jobs.reserve_folder()
    (folder / "upload").write_bytes(bytes(MEGABYTE))
    with raises("job_storage_full"):
        jobs.submit("core.scoring", [], "scoring", "", folder)


def test_a_full_store_makes_room_by_what_is_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTISCOPE_JOBS_MEGABYTES", "1")
    old = finished_job(HOUR, MEGABYTE // 2)
    jobs.reserve_folder(MEGABYTE // 2 + 1)
    assert not exists(old)


def test_the_age_limit_is_kept_at_every_upload(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTISCOPE_JOBS_DAYS", "1")
    old = finished_job(25 * HOUR)
    jobs.reserve_folder()
    assert not exists(old)


def test_a_row_whose_folder_vanished_is_removed_with_age() -> None:
    job_id = finished_job(3 * HOUR)
    (folders.of(job_id) / "input").unlink()
    folders.of(job_id).rmdir()
    jobs.clean_up(max_age=HOUR)
    with raises("job_unknown"):
        jobs.status(job_id)
