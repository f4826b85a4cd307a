"""Our corruption, pair, heads and loss beside the library's, on this sentence."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from core.app.state import Translator
from core.topics.pretraining.views import shared
from core.topics.pretraining.views.contexts import corpus_of
from core.topics.pretraining.views.next_sentence import second

if TYPE_CHECKING:
    from core.models.bert.weights import Inputs, OpenedModel
    from core.nn.twin import Twin


MOST = 10  # places that both sides look for


def twin_inputs(twin: "Twin", t: Translator) -> Iterator[tuple[Any, ...]]:
    """The sentence and the second one, as the chosen model reads them."""
    from core.topics.pretraining.predictions import twin_arguments

    name, model, inputs = shared.current(t)
    if twin.name == "nearest_contexts":
        yield context_arguments(name, model, inputs, t)
        return
    yield twin_arguments(model, inputs, model.batch(second(t)))[twin.name]


def context_arguments(name: str, model: "OpenedModel", inputs: "Inputs", t: Translator) -> tuple[Any, ...]:
    """The chosen word's last vector, those of the corpus, and the text that each stands in."""
    from core.topics.pretraining.contexts import own_vectors

    read = corpus_of(name, t)
    place = shared.hole_of(inputs, [*shared.words_of(inputs), 0])
    return own_vectors(model, inputs)[-1, place], read.vectors[-1].float(), read.texts, MOST
