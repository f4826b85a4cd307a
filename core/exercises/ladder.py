"""All exercises in one order, how far one has come, and which is next."""

from collections.abc import Mapping, Sequence
from datetime import date

from core.exercises.progress import Done, is_due
from core.exercises.registry import Listed

STATES = ("untried", "tried", "solved", "due")


def ordered(listed: Sequence[Listed], topics: Sequence[str]) -> tuple[Listed, ...]:
    """Topic by topic in a given order; within a topic as they are declared."""
    return tuple(sorted(listed, key=lambda one: topics.index(one.topic)))


def state_of(done: Done | None, today: date) -> str:
    """One of `STATES`; what is due was solved, and comes back."""
    if done is None:
        return "untried"
    if is_due(done, today):
        return "due"
    return "solved" if done.solved else "tried"


def due(ladder: Sequence[Listed], progress: Mapping[str, Done], today: date) -> tuple[Listed, ...]:
    """What has come back, to be written once more from the empty function."""
    return tuple(one for one in ladder if state_of(progress.get(one.name), today) == "due")


def solved(ladder: Sequence[Listed], progress: Mapping[str, Done]) -> int:
    """How many were ever solved."""
    return sum(bool(one.name in progress and progress[one.name].solved) for one in ladder)


def next_step(ladder: Sequence[Listed], progress: Mapping[str, Done], today: date) -> Listed | None:
    """The first that has come back, else the first that was never solved; None when all is done."""
    back = due(ladder, progress, today)
    if back:
        return back[0]
    return next((one for one in ladder if one.name not in progress or not progress[one.name].solved), None)
