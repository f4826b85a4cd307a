"""What is kept of a learner's work, when an exercise comes back, and files that come from elsewhere."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.base.errors import SentiscopeError
from core.exercises import progress
from core.exercises.progress import (
    Done,
    due_on,
    exported,
    import_file,
    is_due,
    note,
    noted,
    parsed,
    read,
    reset,
)

DAY = date(2026, 3, 1)


def days(*counts: int) -> tuple[date, ...]:
    return tuple(DAY + timedelta(count) for count in counts)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "home" / "exercises.json"


@pytest.mark.parametrize(
    ("solved", "due"),
    [
        ((), None),
        (days(0), DAY + timedelta(1)),
        (days(0, 1), DAY + timedelta(4)),
        (days(0, 2, 9), DAY + timedelta(16)),
        (days(0, 1, 4, 11), None),
    ],
)
def test_a_solved_exercise_comes_back_after_one_three_and_seven_days(solved, due) -> None:
    assert due_on(Done(DAY, solved)) == due


def test_a_second_solution_counts_once_the_exercise_is_back() -> None:
    first = noted(None, "a", True, DAY)
    assert first == Done(DAY, days(0), "a")
    again = noted(first, "b", True, DAY)
    assert again == Done(DAY, days(0), "b")
    assert not is_due(again, DAY)
    back = noted(again, "c", True, DAY + timedelta(1))
    assert back.solved == days(0, 1)


def test_a_wrong_attempt_is_kept_and_takes_nothing_away() -> None:
    before = Done(DAY, days(0), "right")
    after = noted(before, "wrong", False, DAY + timedelta(5))
    assert after == Done(DAY + timedelta(5), days(0), "wrong")
    assert is_due(after, DAY + timedelta(5))
    assert noted(None, "wrong", False, DAY).solved == ()


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 10)), max_size=30))
def test_whatever_is_done_days_rise_and_are_at_most_four(attempts: list[tuple[bool, int]]) -> None:
    done, today = None, DAY
    for passed, later in attempts:
        today += timedelta(later)
        done = noted(done, "", passed, today)
    solved = done.solved if done else ()
    assert list(solved) == sorted(set(solved))
    assert len(solved) <= 4
    assert bool(solved) == any(passed for passed, _ in attempts)


def test_attempts_are_kept_in_the_file(file: Path) -> None:
    assert read(file) == {}
    note("a.one", "x = '中'", True, DAY, file)
    note("a.two", "y", False, DAY, file)
    assert read(file) == {"a.one": Done(DAY, days(0), "x = '中'"), "a.two": Done(DAY, (), "y")}
    assert [one.name for one in file.parent.iterdir()] == [file.name]
    reset(file)
    assert read(file) == {}


def test_the_file_lies_in_the_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTISCOPE_HOME", str(tmp_path))
    note("a.one", "x", True, DAY)
    assert (tmp_path / "exercises.json").is_file()
    assert read()["a.one"].code == "x"


DAMAGED = {
    "empty": b"",
    "no JSON": b"{",
    "no text": b"\xff\xfe",
    "a list": b"[]",
    "a number": b"3",
    "no exercises": b'{"version": 1}',
    "another version": b'{"version": 2, "exercises": {}}',
    "exercises as a list": b'{"version": 1, "exercises": [1]}',
    "no date": b'{"version": 1, "exercises": {"a": {"attempted": "soon", "solved": [], "code": ""}}}',
    "a number as date": b'{"version": 1, "exercises": {"a": {"attempted": 1, "solved": [], "code": ""}}}',
    "no code": b'{"version": 1, "exercises": {"a": {"attempted": "2026-03-01", "solved": []}}}',
    "code as 3": b'{"version": 1, "exercises": {"a": {"attempted": "2026-03-01", "solved": [], "code": 3}}}',
    "deep": b"[" * 100_000,
    "long code": json.dumps(
        {"version": 1, "exercises": {"a": {"attempted": "2026-03-01", "solved": [], "code": "x" * 50_001}}}
    ).encode(),
    "long name": json.dumps(
        {"version": 1, "exercises": {"a" * 201: {"attempted": "2026-03-01", "solved": [], "code": ""}}}
    ).encode(),
}


@pytest.mark.parametrize("what", DAMAGED)
def test_a_file_that_is_none_of_ours_is_told_and_changes_nothing(what: str, file: Path) -> None:
    note("a.one", "x", True, DAY, file)
    with pytest.raises(SentiscopeError) as caught:
        import_file(DAMAGED[what], "mine.json", file)
    assert (caught.value.key, caught.value.parameters["file"]) == ("progress_damaged", "mine.json")
    assert read(file) == {"a.one": Done(DAY, days(0), "x")}


def test_a_damaged_file_of_ours_is_told_and_can_be_reset(file: Path) -> None:
    note("a.one", "x", True, DAY, file)
    file.write_bytes(b"{")
    for attempt in (lambda: read(file), lambda: note("a.one", "x", True, DAY, file)):
        with pytest.raises(SentiscopeError) as caught:
            attempt()
        assert caught.value.key == "progress_damaged"
    assert file.read_bytes() == b"{"
    reset(file)
    assert read(file) == {}


def test_a_file_that_is_too_large_is_not_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "MOST_MEGABYTES", 0.001)
    with pytest.raises(SentiscopeError) as caught:
        import_file(b" " * 2000, "mine.json", file)
    assert caught.value.key == "progress_large"
    monkeypatch.setattr(progress, "MOST_EXERCISES", 1)
    one = {"attempted": "2026-03-01", "solved": [], "code": ""}
    with pytest.raises(SentiscopeError):
        parsed(json.dumps({"version": 1, "exercises": {"a": one, "b": one}}).encode(), "mine.json")


def test_import_joins_both(file: Path) -> None:
    note("a.one", "here", True, DAY, file)
    note("a.two", "here", False, DAY + timedelta(3), file)
    other = {
        "a.one": Done(DAY + timedelta(2), days(1), "there"),
        "a.two": Done(DAY, days(0), "there"),
        "a.three": Done(DAY, (), "there"),
    }
    import_file(exported(other).encode(), "mine.json", file)
    assert read(file) == {
        "a.one": Done(DAY + timedelta(2), days(0, 1), "there"),
        "a.two": Done(DAY + timedelta(3), days(0), "here"),
        "a.three": Done(DAY, (), "there"),
    }


@given(st.dictionaries(st.text(min_size=1, max_size=5), st.text(max_size=5), max_size=4))
def test_export_and_import_are_inverse(codes: dict[str, str]) -> None:
    kept = {name: Done(DAY, days(0), code) for name, code in codes.items()}
    assert parsed(exported(kept).encode("utf-8", "surrogatepass"), "x") == kept


def test_where_the_home_is_a_file_nothing_was_solved_and_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    file = tmp_path / "home" / "exercises.json"
    assert read(file) == {}
    with pytest.raises(SentiscopeError):
        note("attention.rollout", "code", True, DAY, file)
