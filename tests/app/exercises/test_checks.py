"""Checks in the background: none is lost, none is done twice."""

from collections.abc import Callable, Iterator
from threading import Event

import pytest

from core.app.exercises.checks import Checks
from core.base.errors import SentiscopeError
from core.exercises.feedback import Feedback, Verdict

SECONDS = 60  # more than any of these ever waits


class Slow:
    """A check that ends when it is told to; `begun` are the codes that it was given, in order."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.gates: dict[str, Event] = {}

    def of(self, code: str, passed: bool = True) -> tuple[str, Callable[[], Verdict]]:
        gate = self.gates.setdefault(code, Event())

        def run() -> Verdict:
            self.begun.append(code)
            assert gate.wait(SECONDS)
            return Verdict(passed, (Feedback("passed", code),))

        return code, run


@pytest.fixture
def slow() -> Iterator[Slow]:
    made = Slow()
    yield made
    for gate in made.gates.values():
        gate.set()


def test_nothing_was_found_before_the_first_check(slow: Slow) -> None:
    checks = Checks()
    assert (checks.is_busy(), checks.verdict, checks.code, checks.news()) == (False, None, "", None)


def test_a_check_ends_with_its_verdict_which_is_news_once(slow: Slow) -> None:
    checks = Checks()
    checks.ask(*slow.of("a"))
    assert checks.is_busy()
    assert checks.verdict is None
    slow.gates["a"].set()
    assert not checks.is_busy(SECONDS)
    assert (checks.code, checks.verdict and checks.verdict.said[0].key) == ("a", "a")
    assert checks.news() is checks.verdict
    assert checks.news() is None


def test_the_same_code_is_not_checked_twice_and_the_newest_other_waits(slow: Slow) -> None:
    checks = Checks()
    checks.ask(*slow.of("a"))
    for code in ("a", "b", "c"):
        checks.ask(*slow.of(code))
    slow.gates["a"].set()
    assert checks.is_busy(SECONDS), "c goes on"
    assert checks.code == "a"
    slow.gates["c"].set()
    assert not checks.is_busy(SECONDS)
    assert (checks.code, slow.begun) == ("c", ["a", "c"])


def test_going_back_to_the_code_that_runs_takes_the_wish_back(slow: Slow) -> None:
    checks = Checks()
    for code in ("a", "b", "a"):
        checks.ask(*slow.of(code))
    slow.gates["a"].set()
    assert not checks.is_busy(SECONDS)
    assert slow.begun == ["a"]


def test_the_same_code_can_be_checked_again_once_it_was(slow: Slow) -> None:
    checks = Checks()
    for _ in range(2):
        checks.ask(*slow.of("a"))
        slow.gates["a"].set()
        assert not checks.is_busy(SECONDS)
    assert slow.begun == ["a", "a"]


def test_an_error_of_ours_is_raised_to_whoever_asks_for_the_verdict() -> None:
    def broken() -> Verdict:
        raise SentiscopeError("text_empty")

    checks = Checks()
    checks.ask("a", broken)
    assert not checks.is_busy(SECONDS)
    with pytest.raises(SentiscopeError):
        _ = checks.verdict
