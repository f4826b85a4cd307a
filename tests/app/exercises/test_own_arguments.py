"""The learner's own sentence, of one word here, gives each exercise arguments on which ours is right."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from streamlit.testing.v1 import AppTest

from core.app.exercises import panel
from core.exercises import registry
from core.exercises.check import own_arguments, result_of
from core.exercises.compare import first_difference
from core.exercises.exercise import Exercise, cast
from core.exercises.feedback import Feedback
from core.exercises.registry import twin_of
from core.nn.twin import Twin

SENTENCE = "great"
TOPICS = sorted({one.topic for one in registry.listed()})
WITH_SENTENCE = [one.name for one in registry.listed() if one.rung != "choose"]


@pytest.mark.parametrize("topic", TOPICS)
def test_our_solution_agrees_with_the_library_on_the_own_sentence(
    open_app: Callable[..., AppTest],
    topic: str,
    monkeypatch: pytest.MonkeyPatch,
    subtests: pytest.Subtests,
) -> None:
    monkeypatch.setattr(panel, "refusal", lambda: None)
    monkeypatch.setattr(panel, "protection", lambda t: None)
    given: dict[str, Any] = {}
    monkeypatch.setattr(
        panel, "work", lambda exercise, arguments, *_: given.update({exercise.name: arguments})
    )
    app = open_app(topic, **{f"{topic}_part": "write"}, sentence=SENTENCE)
    for name in (name for name in WITH_SENTENCE if name.startswith(f"{topic}.")):
        with subtests.test(name):
            exercise, twin = registry.find(name), twin_of(registry.find(name))
            app.query_params[f"{topic}_exercise"] = panel.short(name)
            app.run()
            assert not app.exception
            assert not app.error
            assert (given[name] is not None) == bool(twin or exercise.harness)
            if twin:
                assert not _apart(exercise, twin, given[name])


def _apart(exercise: Exercise, twin: Twin, arguments: Any) -> Feedback | None:
    """What differs between our solution and the library on a twin's arguments."""
    given = cast(arguments, exercise.dtype)
    ours = result_of(exercise, exercise.function, own_arguments(exercise, given))
    ours = torch.cat(ours, dim=-1) if isinstance(ours, tuple) else ours
    library = twin.library(*given).to(ours.dtype)
    relative, absolute = max(exercise.relative, twin.relative), max(exercise.absolute, twin.absolute)
    return first_difference(ours, library, relative, absolute)
