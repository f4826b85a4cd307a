"""Exercises are found by name without torch, and their declarations are complete."""

import subprocess
import sys

import pytest

from core.base.errors import SentiscopeError
from core.base.i18n import LANGUAGES, labels
from core.base.settings import REPOSITORY
from core.exercises.exercise import RUNGS, Exercise
from core.exercises.registry import find, listed, names, twin_of
from core.exercises.texts import keys_of


def test_names_are_unique_and_dotted_after_their_topic() -> None:
    assert len(names()) == len(set(names()))
    for one in listed():
        assert one.topic == one.file.relative_to(REPOSITORY / "core" / "topics").parts[0]


def test_listing_imports_no_torch() -> None:
    program = "import sys, core.exercises.registry as r; sys.exit(not r.names() or 'torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, check=False).returncode == 0


@pytest.mark.parametrize("name", names())
def test_what_is_read_from_the_source_is_what_is_declared(name: str) -> None:
    exercise = find(name)
    listed_as = next(one for one in listed() if one.name == name)
    assert (exercise.name, exercise.rung) == (listed_as.name, listed_as.rung)
    assert exercise.rung in RUNGS
    assert exercise.topic == listed_as.topic


def test_an_unknown_name_is_told_with_those_that_there_are() -> None:
    with pytest.raises(SentiscopeError) as caught:
        find("attention.nonsense")
    assert caught.value.key == "exercise_unknown"
    assert names()[0] in str(caught.value.parameters["names"])


@pytest.mark.parametrize("name", names())
def test_each_rung_has_what_it_needs(name: str) -> None:
    exercise = find(name)
    assert bool(exercise.options) == bool(exercise.proof) == (exercise.rung == "choose")
    assert bool(exercise.blanks) == (exercise.rung == "fill")
    assert bool(exercise.wrong) == (exercise.rung == "repair")
    assert exercise.hints > 0
    if exercise.rung == "choose":
        assert len({option.name for option in exercise.options}) == len(exercise.options) > 1
        assert exercise.right in [option.name for option in exercise.options]
    else:
        assert exercise.solution is not None
        assert exercise.examples is not None
        assert exercise.mistakes
    assert not exercise.harness or exercise.rung == "use"
    assert not exercise.twin or twin_of(exercise)


def declared() -> list[Exercise]:
    return [find(name) for name in names()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_exercise_has_its_texts_and_there_are_no_others(language: str) -> None:
    wanted = {key for exercise in declared() for key in keys_of(exercise)}
    topics = {exercise.topic for exercise in declared()}
    written = {key for key in labels(language) if key.split(".")[0] == "exercises" and key.count(".") > 2}
    assert {key for key in written if key.split(".")[1] in topics} == written
    assert written == wanted


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_of_exercises_need_no_parameters(language: str) -> None:
    texts = [labels(language)[key] for exercise in declared() for key in keys_of(exercise)]
    assert [text for text in texts if "{" in text] == []
