"""What holds of every declared exercise: right answers pass, and each known wrong one is named.

They are run here, and one of each rung in a child as a learner's code is.
"""

import tomllib
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
import torch
from torch import Tensor

from core.exercises.check import (
    check,
    choose,
    example_arguments,
    own_arguments,
    result_of,
    results_on_examples,
)
from core.exercises.compare import first_difference, same
from core.exercises.exercise import RUNGS, cast
from core.exercises.registry import find, listed, twin_of
from core.exercises.source import solution_text, start_text
from core.exercises.texts import mistake_key, reply_key
from tests.support.exercises import HERE, mistaken

CODE = [one.name for one in listed() if one.rung != "choose"]
ANSWERS = Path(__file__).parent / "answers"


@cache
def other_answers() -> dict[str, dict[str, str]]:
    """Right answers that are written otherwise than ours, by exercise."""
    files = sorted(ANSWERS.glob("*.toml"))
    return {name: texts for file in files for name, texts in tomllib.loads(file.read_text("utf-8")).items()}


@pytest.mark.parametrize("name", CODE)
def test_our_solution_passes_and_leaves_nothing_out(name: str) -> None:
    exercise = find(name)
    verdict = check(exercise, solution_text(exercise), by=HERE)
    assert verdict.passed, verdict.said
    assert [said.kind for said in verdict.said] == ["passed"]


@pytest.mark.parametrize("rung", [rung for rung in RUNGS if rung != "choose"])
def test_a_child_says_the_same(rung: str) -> None:
    exercise = find(next(one.name for one in listed() if one.rung == rung))
    assert check(exercise, solution_text(exercise)).passed
    for text in (start_text(exercise), mistaken(exercise, exercise.mistakes[0].name)):
        there, here = (check(exercise, text, seconds_to_search=0, by=by) for by in (None, HERE))
        assert (there.passed, there.said, there.line) == (here.passed, here.said, here.line)


@pytest.mark.parametrize("name", CODE)
def test_each_known_mistake_is_named(name: str, subtests: pytest.Subtests) -> None:
    exercise = find(name)
    for mistake in exercise.mistakes:
        with subtests.test(mistake.name):
            verdict = check(exercise, mistaken(exercise, mistake.name), seconds_to_search=0, by=HERE)
            assert not verdict.passed
            assert verdict.said[0].key == mistake_key(name, mistake.name)
            assert len(verdict.said) == 2  # and where it shows


@pytest.mark.parametrize("name", CODE)
def test_mistakes_differ_from_the_solution_and_from_one_another(name: str) -> None:
    exercise = find(name)
    functions = {one.name: one.function for one in exercise.mistakes}
    ours = results_on_examples(exercise, exercise.function)
    results = {one: results_on_examples(exercise, function) for one, function in functions.items()}
    for one, wrong in results.items():
        pairs = zip(wrong, ours, strict=True)
        assert not any(same(a, b, exercise.relative, exercise.absolute) for a, b in pairs), one
    for (one, first), (other, second) in combinations(results.items(), 2):
        pairs = zip(first, second, strict=True)
        assert not any(same(a, b, exercise.relative, exercise.absolute) for a, b in pairs), (one, other)


@pytest.mark.parametrize("name", CODE)
def test_what_one_starts_from_fails(name: str) -> None:
    exercise = find(name)
    verdict = check(exercise, start_text(exercise), seconds_to_search=0, by=HERE)
    assert not verdict.passed
    if exercise.rung == "repair":
        assert verdict.said[0].key == mistake_key(name, exercise.wrong)
    else:
        assert verdict.said[0].kind == "unfinished"


@pytest.mark.parametrize("name", [name for name in CODE if find(name).twin])
def test_solution_is_held_to_the_library_by_its_twin(name: str) -> None:
    exercise, twin = find(name), twin_of(find(name))
    assert twin
    for example in twin.examples():
        arguments = cast(example, exercise.dtype)
        ours = result_of(exercise, exercise.function, own_arguments(exercise, arguments))
        library = twin.library(*arguments)
        if isinstance(ours, tuple):
            ours = torch.cat(ours, dim=-1)  # a twin lays several results side by side
        assert isinstance(ours, Tensor)
        relative, absolute = max(exercise.relative, twin.relative), max(exercise.absolute, twin.absolute)
        assert not first_difference(ours, library.to(ours.dtype), relative, absolute)


def test_every_exercise_to_write_has_two_other_answers() -> None:
    wanted = [one.name for one in listed() if one.rung == "write"]
    assert [name for name in wanted if len(other_answers().get(name, {})) < 2] == []
    assert set(other_answers()) <= set(CODE)


@pytest.mark.parametrize("name", other_answers())
def test_answers_written_otherwise_pass(name: str, subtests: pytest.Subtests) -> None:
    for kind, text in other_answers()[name].items():
        with subtests.test(kind):
            verdict = check(find(name), text, by=HERE)
            assert verdict.passed, verdict.said


@pytest.mark.parametrize("name", [one.name for one in listed() if one.rung == "choose"])
def test_one_option_is_right_and_each_has_its_reply(name: str) -> None:
    exercise = find(name)
    verdicts = {option.name: choose(exercise, option.name) for option in exercise.options}
    assert [option for option, verdict in verdicts.items() if verdict.passed] == [exercise.right]
    assert [verdict.said[0].key for verdict in verdicts.values()] == [
        reply_key(name, option) for option in verdicts
    ]


@pytest.mark.parametrize("name", CODE)
def test_properties_hold_of_the_solution(name: str, subtests: pytest.Subtests) -> None:
    exercise = find(name)
    for prop in exercise.properties:
        with subtests.test(prop.name):
            for arguments in example_arguments(exercise):
                assert prop.holds(exercise.function, *cast(arguments, exercise.dtype))
