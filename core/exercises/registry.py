"""Every exercise by its dotted name; a topic's module, which needs torch, is imported when one is opened."""

import ast
import importlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from core.base.errors import SentiscopeError
from core.base.settings import REPOSITORY, TOPICS

if TYPE_CHECKING:
    from core.exercises.exercise import Exercise
    from core.nn.twin import Twin


@dataclass(frozen=True)
class Listed:
    """What a list of exercises shows of one."""

    name: str
    rung: str
    file: Path

    @property
    def topic(self) -> str:
        """The folder of the topic that holds it."""
        return self.name.split(".")[0]


@cache
def listed() -> tuple[Listed, ...]:
    """All exercises, topic by topic in the order of their declarations, read from the source."""
    files = sorted([*TOPICS.glob("[!_]*/exercises.py"), *TOPICS.glob("[!_]*/exercises/[!_]*.py")])
    return tuple(one for file in files for one in _declared(file))


def names() -> tuple[str, ...]:
    """All dotted names."""
    return tuple(one.name for one in listed())


def find(name: str) -> "Exercise":
    """The exercise of that name. Raises SentiscopeError `exercise_unknown`."""
    files = {one.name: one.file for one in listed()}
    if name not in files:
        raise SentiscopeError("exercise_unknown", name=name[:100], names=", ".join(files))
    module = ".".join(files[name].relative_to(REPOSITORY).with_suffix("").parts)
    declared: tuple[Exercise, ...] = importlib.import_module(module).EXERCISES
    return next(exercise for exercise in declared if exercise.name == name)


def twin_of(exercise: "Exercise") -> "Twin | None":
    """The twin that shows the library's call beside an exercise; None for one without."""
    if not exercise.twin:
        return None
    topic, _, name = exercise.twin.rpartition(".")
    twins: tuple[Twin, ...] = importlib.import_module(f"core.topics.{topic or exercise.topic}.twins").TWINS
    return next(twin for twin in twins if twin.name == name)


def _declared(file: Path) -> list[Listed]:
    """The calls `Exercise(name=…, rung=…)` of a module, whose names and rungs are literals."""
    calls = (
        node
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Exercise"
    )
    found = []
    for call in sorted(calls, key=lambda call: call.lineno):
        values = {one.arg: one.value.value for one in call.keywords if isinstance(one.value, ast.Constant)}
        found.append(Listed(str(values["name"]), str(values["rung"]), file))
    return found
