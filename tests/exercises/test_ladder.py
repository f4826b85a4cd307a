"""The order of exercises, their states, and the next step."""

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

from core.app.navigation import ROAD
from core.base.settings import REPOSITORY
from core.exercises import registry
from core.exercises.ladder import due, next_step, ordered, solved, state_of
from core.exercises.progress import DAYS, Done
from core.exercises.registry import Listed

TODAY = date(2026, 5, 20)
A, B, C = (Listed(name, "write", Path()) for name in ("one.a", "two.b", "two.c"))


def solved_on(days_ago: int, times: int = 1) -> Done:
    day = TODAY - timedelta(days_ago)
    return Done(day, (day,) * times)


def test_the_ladder_holds_every_exercise_once_in_the_roads_order() -> None:
    ladder = ordered(registry.listed(), ROAD)
    assert sorted(one.name for one in ladder) == sorted(registry.names())
    places = [ROAD.index(one.topic) for one in ladder]
    assert places == sorted(places)
    assert ordered((B, A, C), ("one", "two")) == (A, B, C)


def test_what_was_solved_comes_back_after_a_day_and_three_and_seven() -> None:
    assert DAYS == (1, 3, 7)
    assert [state_of(one, TODAY) for one in (None, Done(TODAY), solved_on(0), solved_on(1))] == [
        "untried",
        "tried",
        "solved",
        "due",
    ]
    for times, days in enumerate(DAYS, start=1):
        assert state_of(solved_on(days - 1, times), TODAY) == "solved"
        assert state_of(solved_on(days, times), TODAY) == "due"
    assert state_of(solved_on(1000, len(DAYS) + 1), TODAY) == "solved"


def test_next_is_what_came_back_then_what_was_never_solved_then_nothing() -> None:
    ladder = (A, B, C)
    assert next_step(ladder, {}, TODAY) == A
    assert next_step(ladder, {A.name: Done(TODAY)}, TODAY) == A
    assert next_step(ladder, {A.name: solved_on(0)}, TODAY) == B
    back = {A.name: solved_on(0), C.name: solved_on(2)}
    assert (next_step(ladder, back, TODAY), due(ladder, back, TODAY)) == (C, (C,))
    assert solved(ladder, back) == 2
    assert next_step(ladder, {one.name: solved_on(0) for one in ladder}, TODAY) is None


def test_the_list_needs_no_torch() -> None:
    code = (
        "import sys; from core.exercises import ladder, registry; from core.app.exercises import look, done;"
        "assert registry.listed(); sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, check=False).returncode == 0
