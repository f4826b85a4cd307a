"""The queue while nothing runs; test_worker.py, test_cancel.py and test_supervisor.py run real children."""

import inspect
from pathlib import Path

import pytest

from core import jobs
from core.jobs import folders
from core.jobs.job import State
from tests.jobs.support import change, raises

pytestmark = pytest.mark.usefixtures("nothing_runs")


def submit(owner: str = "") -> str:
    return jobs.submit("core.scoring", [], "scoring", owner)


def test_a_new_job_waits_and_knows_its_place() -> None:
    ids = [submit() for _ in range(3)]
    assert [jobs.status(job_id).queue_position for job_id in ids] == [1, 2, 3]
    first = jobs.status(ids[0])
    assert (first.kind, first.state, first.attempts, first.metrics) == ("scoring", State.WAITING, 0, {})
    assert (first.started, first.finished, first.rate, first.seconds_left) == (None, None, None, None)
    assert (first.error, first.error_key, first.is_finished) == (None, None, False)
    assert first.folder.is_dir()


def test_those_behind_move_up() -> None:
    ids = [submit() for _ in range(3)]
    assert jobs.cancel(ids[1]).state is State.CANCELLED
    assert [jobs.status(job_id).queue_position for job_id in ids] == [1, None, 2]


def test_a_resumed_job_waits_at_the_end() -> None:
    first, second = submit(), submit()
    jobs.cancel(first)
    assert jobs.resume(first).queue_position == 2
    assert jobs.status(first).finished is None
    assert jobs.status(second).queue_position == 1
    assert jobs.resume(first).queue_position == 2


def test_a_failed_job_resumes_without_its_error() -> None:
    job_id = submit()
    for column, value in (("state", "failed"), ("error_key", "job_crashed"), ("attempts", 3)):
        change(job_id, column, value)
    resumed = jobs.resume(job_id)
    assert (resumed.state, resumed.error, resumed.attempts) == (State.WAITING, None, 0)


def test_what_is_done_stays_done() -> None:
    job_id = submit()
    change(job_id, "state", "done")
    assert jobs.cancel(job_id).state is State.DONE
    assert jobs.resume(job_id).state is State.DONE


@pytest.mark.parametrize("job_id", ["", "0" * 32, "../jobs.sqlite3", "' OR 1=1 --", "%"])
def test_an_unknown_id_opens_nothing(job_id: str) -> None:
    submit()
    for call in (jobs.status, jobs.cancel, jobs.resume, jobs.remove, jobs.log_tail):
        with raises("job_unknown"):
            call(job_id)


def test_two_users_do_not_see_each_other() -> None:
    mine, other = submit("me"), submit("you")
    assert other not in repr(jobs.status(mine))
    assert jobs.status(mine).folder != jobs.status(other).folder
    kind = jobs.status(mine).kind
    assert [job.id for job in jobs.history(kind, "me")] == [mine]
    assert jobs.history(kind, "") == []
    # Every other call that tells of a job asks for its id; none lists them.
    for call in (jobs.status, jobs.cancel, jobs.resume, jobs.remove, jobs.log_tail):
        assert next(iter(inspect.signature(call).parameters)) == "job_id"


def test_a_full_queue_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTISCOPE_JOBS_WAITING", "2")
    first, _ = submit(), submit()
    with raises("job_queue_full"):
        submit()
    assert len(folders.job_folders()) == 2
    jobs.cancel(first)
    submit()
    with raises("job_queue_full"):
        jobs.resume(first)


def test_one_owner_leaves_room_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTISCOPE_JOBS_PER_OWNER", "1")
    mine = submit("me")
    with raises("job_too_many"):
        submit("me")
    for owner in ("you", "", ""):
        submit(owner)
    jobs.cancel(mine)
    submit("me")


def test_an_upload_is_there_before_the_job() -> None:
    folder = jobs.reserve_folder()
    (folder / "input.csv").write_text("text\n好\n")
    job_id = jobs.submit("core.scoring", [str(folder / "input.csv")], "scoring", "", folder)
    assert job_id == folder.name
    assert (jobs.status(job_id).folder / "input.csv").exists()


def test_a_folder_serves_once_and_only_if_reserved(tmp_path: Path) -> None:
    folder = jobs.reserve_folder()
    jobs.submit("core.scoring", [], "scoring", "", folder)
    for wrong in (folder, tmp_path / ("0" * 32), folders.root() / ("0" * 32), folders.root()):
        with raises("job_unknown"):
            jobs.submit("core.scoring", [], "scoring", "", wrong)


def test_only_our_commands_are_taken() -> None:
    with pytest.raises(ValueError):
        jobs.submit("os", [], "scoring")


def test_a_removed_job_is_gone_with_its_files() -> None:
    job_id = submit()
    folder = jobs.status(job_id).folder
    assert jobs.remove(job_id)
    assert not folder.exists()
    with raises("job_unknown"):
        jobs.status(job_id)


def test_there_is_no_log_before_the_start() -> None:
    assert jobs.log_tail(submit()) == ""
