"""One client has so many unfinished jobs at a time, whatever cookies it brings."""

import ast
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core import jobs
from core.app.jobs import browser, submitting
from core.base.clients import JOBS
from core.base.errors import SentiscopeError
from core.base.settings import REPOSITORY

HERE, ELSEWHERE = "198.51.100.7", "198.51.100.8"


class Context:
    """Streamlit's word on who is at the other end."""

    def __init__(self) -> None:
        self.ip_address: str | None = HERE
        self.cookies: dict[str, str] = {}


@pytest.fixture
def visitor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Context:
    """A visitor of a public server, on which no job begins."""
    monkeypatch.setenv("SENTISCOPE_HOME", str(tmp_path))
    monkeypatch.setenv("SENTISCOPE_PUBLIC", "1")
    monkeypatch.setenv("SENTISCOPE_JOBS_WAITING", "100")
    monkeypatch.setattr("core.jobs.supervisor.keep_going", lambda: None)
    monkeypatch.setattr(submitting, "_ids_of", {})
    context = Context()
    monkeypatch.setattr(browser.st, "context", context)
    monkeypatch.setattr(browser.st, "session_state", {})
    return context


def queue(visitor: Context) -> str:
    """A job of a browser that was never seen before."""
    submitting.st.session_state.clear()
    folder = jobs.reserve_folder()
    return submitting.submit("core.scoring", ["--text=review"], kind="scoring", folder=folder)


def test_fresh_cookies_do_not_fill_the_queue(visitor: Context) -> None:
    queued = [queue(visitor) for _ in range(JOBS)]
    with pytest.raises(SentiscopeError, match="job_too_many_here"):
        queue(visitor)
    visitor.ip_address = ELSEWHERE
    queue(visitor)
    visitor.ip_address = HERE
    jobs.cancel(queued[0])
    queue(visitor)
    with pytest.raises(SentiscopeError, match="job_too_many_here"):
        submitting.resume(queued[0])


def test_a_job_that_goes_on_counts_as_a_new_one(visitor: Context) -> None:
    first = queue(visitor)
    jobs.cancel(first)
    for _ in range(JOBS - 1):
        queue(visitor)
    submitting.resume(first)
    with pytest.raises(SentiscopeError, match="job_too_many_here"):
        queue(visitor)


def test_ended_and_removed_jobs_are_forgotten(visitor: Context) -> None:
    one, other = queue(visitor), queue(visitor)
    jobs.cancel(one)
    jobs.remove(other)
    visitor.ip_address = ELSEWHERE
    last = queue(visitor)
    assert submitting._ids_of == {ELSEWHERE: {last}}


def test_a_refused_job_is_not_counted(visitor: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTISCOPE_JOBS_WAITING", "0")
    with pytest.raises(SentiscopeError, match="job_queue_full"):
        queue(visitor)
    assert submitting._ids_of == {}


def test_at_home_only_the_browser_counts(visitor: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SENTISCOPE_PUBLIC")
    assert len({queue(visitor) for _ in range(JOBS + 2)}) == JOBS + 2


def test_a_button_that_may_not_go_on_says_so(visitor: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    app = AppTest.from_function(_stopped_job)
    app.run(timeout=30)
    app.button[0].click().run(timeout=30)
    assert not app.exception
    assert len(app.warning) == 1


def _stopped_job() -> None:
    import core.app.jobs.job_panel as panel
    from core.app.state import translator
    from core.base.errors import SentiscopeError

    def refuse(job_id: str) -> None:
        raise SentiscopeError("job_too_many_here", unfinished=10)

    panel._button("resume", ":material/resume:", refuse, "0" * 32, translator())


def test_every_page_queues_its_jobs_here() -> None:
    """But for what is fetched for all, which no public server offers."""
    direct = set()
    for file in sorted([*REPOSITORY.glob("core/app/**/*.py"), *REPOSITORY.glob("core/topics/**/*.py")]):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and ast.unparse(node) in ("jobs.submit", "jobs.resume"):
                direct.add(file.name)
    assert direct == {"submitting.py", "hub_model.py", "source.py"}
