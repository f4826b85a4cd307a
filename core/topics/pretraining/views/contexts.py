"""Similar contexts: where in a corpus the network means what it means by a word of this sentence."""

import html
from typing import TYPE_CHECKING

import streamlit as st

from core.app import url_state
from core.app.examples import offer_example
from core.app.glossary import explained
from core.app.models.shared import loaded_once
from core.app.numbers import numeral
from core.app.panels import figure
from core.app.state import Translator, sentence
from core.app.waiting import waiting
from core.app.widgets.controls import controls
from core.data.example_sentences import SHOWS_SENSES
from core.topics.pretraining.views import shared
from core.topics.pretraining.views.cloze import Card, Chip, Row, State, cloze

if TYPE_CHECKING:
    from core.models.bert.weights import Inputs
    from core.topics.pretraining.contexts import Corpus, Place

SHOWN = 6  # lines of each list
DEPTH = "pretraining_depth"
LONGEST_NAME = 34  # characters before and after a token, where the chart names its line


@loaded_once(max_entries=2)
def corpus(name: str) -> "Corpus":
    """Our texts as a network reads them, once for all visitors; some 20 MB for each of ours."""
    from core.data.own_texts import looked_up_in
    from core.topics.pretraining.contexts import read_corpus

    return read_corpus(shared.opened(name), looked_up_in(shared.language_of(name)))


def corpus_of(name: str, t: Translator) -> "Corpus":
    """That, with a word while it is read."""
    with waiting(t("pretraining.contexts_waiting"), shared.HEIGHT):
        return corpus(name)


def contexts_view(t: Translator) -> None:
    """The sentence as chips to choose from, then the places nearest by context and by the word alone."""
    with controls("pretraining_contexts"):
        shared.choose_model(t)
        layer_place = st.container(width=300)
    if not shared.can_guess(sentence(), t=t):
        return
    name, model, inputs = shared.current(t)
    words = shared.words_of(inputs)
    if not words:
        st.info(t("pretraining.no_words"), icon=":material/touch_app:")
        return
    with layer_place:
        layer = choose_layer(model.shape.layers, t)
    corpus_of(name, t)
    _contexts(name, layer, words, t)


def choose_layer(layers: int, t: Translator) -> int:
    """After which layer the vectors are compared; 0 is after the embeddings."""
    numbers = [str(number) for number in range(layers + 1)]
    return int(
        url_state.option_slider(
            t("pretraining.depth"),
            numbers,
            key=DEPTH,
            default=numbers[-1],
            names=lambda number: stage_name(int(number), t),
        )
    )


def stage_name(layer: int, t: Translator) -> str:
    return t("inside.after_layer", layer=layer) if layer else t("inside.after_embeddings")


@st.fragment
def _contexts(name: str, layer: int, words: list[int], t: Translator) -> None:
    """Another word is chosen here without the rest of the page."""
    from core.topics.pretraining.contexts import similar

    model, inputs = shared.opened(name), shared.read(name, sentence())
    chosen = shared.hole_of(inputs, words)
    found, static = similar(model, corpus(name), inputs, chosen, layer, SHOWN)
    cards = [
        card_of(found, t("pretraining.by_context", stage=stage_name(layer, t)), inputs, chosen, name, t),
        card_of(static, t("pretraining.by_word"), inputs, chosen, name, t),
    ]
    act = lambda act: url_state.remember("pretraining_place", str(int(act["place"])))  # noqa: E731
    cloze(chips_of(inputs, chosen, t), cards, t, key="pretraining_contexts", act=act)
    shared.note_unknown(inputs, name, t)
    offer_example(SHOWS_SENSES[shared.language_of(name)], t)
    st.caption(explained(t("pretraining.contexts_note")))
    _paths(name, inputs, chosen, layer, found, static, t)
    read = corpus(name)
    counted = {"texts": f"{len(read.lines):,}", "tokens": f"{len(read.ids):,}"}
    from_where = t(f"pretraining.corpus_{shared.language_of(name)}")
    st.caption(t("pretraining.corpus", sources=from_where, **counted))


def chips_of(inputs: "Inputs", chosen: int, t: Translator) -> list[Chip]:
    """One chip a token; the one that is looked up is lit."""
    chips = []
    for position, token in enumerate(inputs.tokens):
        hint = t("pretraining.chip_hint", position=position, id=token.id)
        chips.append(Chip(token.text, _state(token.special, position == chosen), hint=hint))
    return chips


def _state(special: bool, chosen: bool) -> State:
    return "special" if special else "chosen" if chosen else "plain"


def card_of(
    places: "list[Place]", title: str, inputs: "Inputs", chosen: int, name: str, t: Translator
) -> Card:
    """A list of places, and in how many of them the same word stands."""
    ids, own = corpus(name).ids, inputs.tokens[chosen]
    rows = [
        Row(
            place.row,
            place.token,
            max(place.cosine, 0.0),
            False,
            numeral(place.cosine, ".3f"),
            place.before,
            place.after,
        )
        for place in places
    ]
    same = sum(int(ids[place.row]) == own.id for place in places)
    note = t("pretraining.same_word", token=own.text, same=same, count=len(places))
    return Card(chosen, title, rows, note)


def _paths(
    name: str,
    inputs: "Inputs",
    chosen: int,
    layer: int,
    found: "list[Place]",
    static: "list[Place]",
    t: Translator,
) -> None:
    """The lines of both lists through all layers: what context takes apart, and what it brings together."""
    from core.topics.pretraining.contexts import paths
    from core.topics.pretraining.figures import context_paths

    near = {place.row for place in found}
    places = [*found, *(place for place in static if place.row not in near)]
    cosines = paths(shared.opened(name), corpus(name), inputs, chosen, [place.row for place in places])
    names = [short_line(place) for place in places]
    token = html.escape(inputs.tokens[chosen].text, quote=False)
    figure("pretraining.paths", context_paths, cosines.numpy(), names, len(found), layer, t=t, token=token)


def short_line(place: "Place") -> str:
    """A line's middle for the chart, the token bold; Plotly reads a little HTML, so signs are escaped."""
    before, after = place.before[-LONGEST_NAME:], place.after[:LONGEST_NAME]
    parts = (html.escape(part, quote=False) for part in (before, place.token, after))
    return "{}<b>{}</b>{}".format(*parts)
