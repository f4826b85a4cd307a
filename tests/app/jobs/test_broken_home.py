"""Where the home folder or the table of jobs is broken, pages work that need no job, and jobs say why not."""

import itertools
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core import jobs
from core.app.navigation import PAGES
from core.base.errors import SentiscopeError
from core.base.i18n import LANGUAGES, label
from core.base.settings import is_public
from core.jobs import database

TROUBLES: dict[str, str] = {
    "garbage": "jobs_table_damaged",
    "another schema": "jobs_table_damaged",
    "truncated": "jobs_table_damaged",
    "home is a file": "jobs_folder_unusable",
    "jobs is a file": "jobs_folder_unusable",
    "home under proc": "jobs_folder_unusable",
}


@pytest.fixture
def broken(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A home with one of the troubles; returns the key of what is to be said."""
    home = tmp_path / "home"
    table = home / "jobs" / database.FILE
    monkeypatch.setenv("SENTISCOPE_HOME", str(home))
    if request.param == "home is a file":
        home.write_text("")
    elif request.param == "home under proc":
        monkeypatch.setenv("SENTISCOPE_HOME", "/proc/sentiscope")
    elif request.param == "jobs is a file":
        home.mkdir()
        table.parent.write_text("")
    else:
        table.parent.mkdir(parents=True)
        DAMAGES[request.param](table)
    return TROUBLES[request.param]


def _another_schema(table: Path) -> None:
    with sqlite3.connect(table) as connection:
        connection.execute("CREATE TABLE jobs (name TEXT)")
    connection.close()


def _truncated(table: Path) -> None:
    with database.connect() as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    os.truncate(table, table.stat().st_size // 3)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "garbage": lambda table: table.write_bytes(b"no table" * 1000),
    "another schema": _another_schema,
    "truncated": _truncated,
}
every_trouble = pytest.mark.parametrize("broken", TROUBLES, indirect=True)


@every_trouble
def test_every_use_of_the_queue_raises_a_sentence(broken: str) -> None:
    some_id = "0" * 32
    uses: list[Callable[[], object]] = [
        jobs.keep_going,
        jobs.reserve_folder,
        lambda: jobs.submit("core.scoring", [], "scoring"),
        lambda: jobs.status(some_id),
        lambda: jobs.cancel(some_id),
        lambda: jobs.resume(some_id),
        lambda: jobs.remove(some_id),
        lambda: jobs.log_tail(some_id),
        lambda: jobs.history("scoring", "somebody"),
        lambda: jobs.hand_over("somebody", "somebody else"),
    ]
    for use in uses:
        with pytest.raises(SentiscopeError) as raised:
            use()
        assert raised.value.key == broken


@pytest.mark.parametrize(
    ("broken", "language"),
    list(zip(TROUBLES, itertools.cycle(LANGUAGES), strict=False)),
    indirect=["broken"],
)
def test_a_page_without_jobs_says_nothing_and_one_with_jobs_a_sentence(
    broken: str, language: str, open_app: Callable[..., AppTest]
) -> None:
    app = open_app("glossary", lang=language)
    assert told(app) == []
    app = open_app("batch", lang=language)
    start = label(f"errors.{broken}", language).split("{")[0]
    assert told(app), "the list of past jobs says what is wrong"
    assert all(sentence.startswith(start) for sentence in told(app))


@pytest.mark.whole
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("broken", ["garbage", "home is a file"], indirect=True)
@pytest.mark.parametrize("page", [page.name for page in PAGES if page.name != "batch"])
def test_pages_that_need_no_job_work(page: str, broken: str, open_app: Callable[..., AppTest]) -> None:
    app = open_app(page, lang="en")
    assert told(app) == []


def test_an_empty_file_becomes_a_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTISCOPE_HOME", str(tmp_path))
    (tmp_path / "jobs").mkdir()
    (tmp_path / "jobs" / database.FILE).touch()
    assert jobs.history("scoring", "somebody") == []


@pytest.mark.parametrize("broken", ["garbage"], indirect=True)
def test_strangers_hear_no_path(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTISCOPE_PUBLIC", "1")
    assert is_public()
    with pytest.raises(SentiscopeError, match="jobs_not_here") as raised:
        jobs.keep_going()
    assert raised.value.parameters == {}


def told(app: AppTest) -> list[str]:
    return [element.value for kind in (app.error, app.warning) for element in kind]
