"""Arguments from the learner's own sentence, as the part Code has them."""

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any, cast

from core.app.models.cached_models import timed_prediction
from core.app.state import Translator, sentence
from core.exercises import registry
from core.models.catalog import MAIN_MODEL

if TYPE_CHECKING:
    from collections.abc import Generator

    from core.exercises.exercise import Exercise

# Draws what a twin's arguments are chosen by, and yields them: the inputs of the part Code.
Inputs = Callable[[Any, Translator], Iterator[tuple[Any, ...]]]


def own_arguments(exercise: "Exercise", inputs: Inputs, t: Translator) -> tuple[Any, ...] | None:
    """Those of the exercise's twin, whose controls are drawn; for the real model, ids and mask.

    None for an exercise that has nothing to do with a sentence.
    """
    if exercise.harness:
        return _ids_and_mask()
    twin = registry.twin_of(exercise)
    if twin is None:
        return None
    drawing = cast("Generator[tuple[Any, ...]]", inputs(twin, t))
    with closing(drawing):  # what follows a twin is not drawn
        return next(drawing)


def _ids_and_mask() -> tuple[Any, ...]:
    """What the shipped classifier reads: token ids and the mask, (1, T) each."""
    import torch

    tokens = timed_prediction(MAIN_MODEL, sentence()).prediction.tokens
    return torch.tensor([[token.id for token in tokens]]), torch.tensor([[token.mask for token in tokens]])
