"""What was solved is kept, marked, and comes back as an empty function."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from core.app.exercises import done
from core.app.exercises.done import is_solved, last_code, mark, round_of
from core.exercises.progress import Done, progress_file

TODAY = date.today()
BEFORE = TODAY - timedelta(30)
FRESH = Done(TODAY, (TODAY,), "x = 1")
BACK = Done(BEFORE, (BEFORE,), "x = 1")


@pytest.mark.parametrize(
    ("kept", "solved", "marked", "number", "code"),
    [
        (None, False, "", "0", ""),
        (Done(TODAY, (), "x = 1"), False, "", "0", "x = 1"),
        (FRESH, True, " :material/check:", "0", "x = 1"),
        (BACK, False, " :material/replay:", "1", ""),
        (Done(TODAY, (BEFORE,), "x = 2"), False, " :material/replay:", "1", "x = 2"),
        (Done(TODAY, (BEFORE, TODAY), "x = 3"), True, " :material/check:", "1", "x = 3"),
        (Done(BEFORE, (BEFORE, BEFORE), ""), False, " :material/replay:", "2", ""),
        (Done(BEFORE, (BEFORE,) * 4, "x = 4"), True, " :material/check:", "3", "x = 4"),
    ],
)
def test_an_exercise_that_has_come_back_starts_from_the_empty_function(
    kept: Done | None, solved: bool, marked: str, number: str, code: str
) -> None:
    """Its round changes when it comes back, not when it is solved: so what was typed stays on the screen."""
    assert (is_solved(kept), mark(kept), round_of(kept), last_code(kept)) == (solved, marked, number, code)


def test_at_home_attempts_are_kept_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SENTISCOPE_HOME", str(tmp_path))
    done.note("a.b", "x = 1", True)
    assert done.all_done() == {"a.b": FRESH}
    assert progress_file().is_file()


def test_on_a_server_for_many_nothing_is_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SENTISCOPE_HOME", str(tmp_path))
    monkeypatch.setenv("SENTISCOPE_PUBLIC", "1")
    state: dict[str, object] = {}
    monkeypatch.setattr(done.st, "session_state", state)
    done.note("a.b", "", True)
    assert done.all_done() == {"a.b": Done(TODAY, (TODAY,), "")}
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file_is_said_and_hinders_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SENTISCOPE_HOME", str(tmp_path))
    progress_file().write_text("{", encoding="utf-8")
    shown: list[str] = []
    monkeypatch.setattr(done.errors, "show", lambda error: shown.append(error.key))
    assert done.all_done() == done.all_done(tells=True) == {}
    assert shown == ["progress_damaged"]
