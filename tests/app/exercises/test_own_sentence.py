"""On the own sentence, exercises whose arguments are made of a twin's give what the library gives."""

from typing import Any

import pytest

from core.app.exercises import panel
from core.exercises import registry
from core.exercises.check import own_arguments, result_of
from core.exercises.compare import first_difference
from core.exercises.exercise import cast

SENTENCE = "not a dull moment ."
TOLERANCE = 1e-5


@pytest.mark.parametrize("topic", ["masks", "positions"])
def test_ours_is_the_library_s_on_the_own_sentence(
    topic: str, open_app: Any, monkeypatch: pytest.MonkeyPatch, subtests: pytest.Subtests
) -> None:
    given: dict[str, Any] = {}

    def work(exercise: Any, arguments: Any, *_: Any) -> None:
        given[exercise.name] = arguments

    monkeypatch.setattr(panel, "work", work)
    adapted = [
        exercise
        for one in registry.listed()
        if one.topic == topic and (exercise := registry.find(one.name)).adapted
    ]
    assert adapted
    app = open_app(topic, **{f"{topic}_part": "write"}, sentence=SENTENCE)
    for exercise in adapted:
        app.query_params[f"{topic}_exercise"] = panel.short(exercise.name)
        app.run()
        with subtests.test(exercise.name):
            arguments, twin = cast(given[exercise.name], exercise.dtype), registry.twin_of(exercise)
            assert twin
            ours = result_of(exercise, exercise.function, own_arguments(exercise, arguments))
            theirs = twin.library(*arguments).to(ours.dtype)
            assert ours.numel() > len(SENTENCE.split())
            assert not first_difference(ours, theirs, 0, TOLERANCE)
