"""Our corruption, pair, heads and loss beside the library's, on this sentence."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from core.app.state import Translator
from core.topics.pretraining.views import shared
from core.topics.pretraining.views.next_sentence import second

if TYPE_CHECKING:
    from core.nn.twin import Twin


def twin_inputs(twin: "Twin", t: Translator) -> Iterator[tuple[Any, ...]]:
    """The sentence and the second one, as the chosen model reads them."""
    from core.topics.pretraining.predictions import twin_arguments

    _, model, inputs = shared.current(t)
    yield twin_arguments(model, inputs, model.batch(second(t)))[twin.name]
