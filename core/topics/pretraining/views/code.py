"""Our corruption, pair, heads and loss beside the library's, on this sentence."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.state import Translator, sentence
from core.data.example_sentences import DEFAULT
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
    if shared.guessed_text(sentence()) != sentence():
        st.caption(t("pretraining.not_guessed_here", sentence=DEFAULT))
    if twin.name == "nearest_contexts":
        yield context_arguments(name, model, inputs, t)
        return
    other = shared.guessed_text(second(t))
    yield twin_arguments(model, inputs, model.batch(other))[twin.name]


def context_arguments(name: str, model: "OpenedModel", inputs: "Inputs", t: Translator) -> tuple[Any, ...]:
    """The chosen word's last vector, those of the corpus, and the text that each stands in."""
    from core.topics.pretraining.contexts import own_vectors

    read = corpus_of(name, t)
    place = shared.hole_of(inputs, [*shared.words_of(inputs), 0])
    return own_vectors(model, inputs)[-1, place], read.vectors[-1].float(), read.texts, MOST
