"""Masked words: hide one or several, see what the model would put there; and with one side only."""

from typing import TYPE_CHECKING

import streamlit as st

from core.app import url_state
from core.app.glossary import explained
from core.app.state import Translator, sentence
from core.app.widgets.controls import controls
from core.topics.pretraining.views import shared
from core.topics.pretraining.views.cloze import Card, Chip, Row, cloze, percent

if TYPE_CHECKING:
    from torch import Tensor

    from core.models.bert.weights import Inputs, OpenedModel

SHOWN = 10
SHOWN_OF_SIDES = 8


def guess_view(t: Translator) -> None:
    """The sentence as chips to click, and a card of guesses for each hole."""
    with controls("pretraining_guess"):
        shared.choose_model(t)
        st.caption(t("pretraining.guess_hint"))
    if not shared.can_guess(sentence(), t=t):
        return
    name, _, _ = shared.current(t)
    _guess(name, t)


@st.fragment
def _guess(name: str, t: Translator) -> None:
    """Words are hidden and put in here without the rest of the page."""
    model, inputs = shared.opened(name), shared.read(name, sentence())
    vocabulary = len(model.tokenizer)
    holes, put = shared.holes_of(inputs), shared.put_of(inputs, vocabulary)
    chips = chips_of(inputs, model, holes, dict(put), t)
    cards = []
    if holes:
        guesses = shared.guessed(name, sentence(), holes, put)
        for hole, probabilities in zip(holes, guesses.probabilities, strict=True):
            title = t("pretraining.hole", place=hole, token=inputs.tokens[hole].text)
            cards.append(card_of(model, inputs, hole, probabilities, title, SHOWN, t))
    act = lambda act: shared.clicked(inputs, vocabulary, act)  # noqa: E731
    cloze(chips, cards, t, key="pretraining_cloze", act=act, puts=True)
    shared.note_unknown(inputs, name, t)
    if not holes:
        st.info(t("pretraining.no_holes"), icon=":material/touch_app:")
    told = {"model": shared.called(name, t), "texts": shared.learned_from(name, t)}
    st.caption(t("pretraining.guess_note", **told))


def chips_of(
    inputs: "Inputs", model: "OpenedModel", holes: tuple[int, ...], put: dict[int, int], t: Translator
) -> list[Chip]:
    """One chip a token: as it is, hidden, or replaced."""
    names = model.tokenizer.convert_ids_to_tokens
    chips = []
    for position, token in enumerate(inputs.tokens):
        hint = t("pretraining.chip_hint", position=position, id=token.id)
        if token.special:
            chips.append(Chip(token.text, "special", hint=hint))
        elif position in holes:
            chips.append(Chip(model.tokenizer.mask_token, "hole", was=token.text, hint=hint))
        elif position in put:
            chips.append(Chip(names(put[position]) or "·", "put", was=token.text, hint=hint))
        else:
            chips.append(Chip(token.text, hint=hint))
    return chips


def card_of(
    model: "OpenedModel",
    inputs: "Inputs",
    hole: int,
    probabilities: "Tensor",
    title: str,
    count: int,
    t: Translator,
    context: list[tuple[str, bool]] | None = None,
) -> Card:
    """The likeliest tokens of a hole, with the rank of the one that stood there."""
    from core.topics.pretraining.predictions import best, rank

    truth = inputs.tokens[hole]
    rows = [
        Row(candidate.id, candidate.text, candidate.probability, candidate.id == truth.id)
        for candidate in best(probabilities, model.tokenizer, count)
    ]
    truth_percent = percent(probabilities[truth.id].item())
    note = t(
        "pretraining.truth",
        token=truth.text,
        rank=f"{rank(probabilities, truth.id):,}",
        share=truth_percent,
    )
    return Card(hole, title, rows, note, context or ())


def sides_view(t: Translator) -> None:
    """The same hole seen from both sides, from the left only and from the right only."""
    with controls("pretraining_sides"):
        shared.choose_model(t)
        st.caption(explained(t("pretraining.sides_hint")))
    if not shared.can_guess(sentence(), t=t):
        return
    name, _, inputs = shared.current(t)
    words = shared.words_of(inputs)
    if not words:
        st.info(t("pretraining.no_words"), icon=":material/touch_app:")
        return
    _sides(name, words, t)


@st.fragment
def _sides(name: str, words: list[int], t: Translator) -> None:
    """Another word is chosen here without the rest of the page."""
    from core.topics.pretraining.predictions import SIDES, in_sight

    model, inputs = shared.opened(name), shared.read(name, sentence())
    hole = shared.hole_of(inputs, words)
    chips = chips_of(inputs, model, (hole,), {}, t)
    cards = []
    for side in SIDES:
        probabilities = shared.guessed(name, sentence(), (hole,), (), side).probabilities[0]
        seen = in_sight(len(inputs.tokens), hole, side)[0].tolist()
        context = [(chip.text, bool(visible)) for chip, visible in zip(chips, seen, strict=True)]
        title = t(f"pretraining.side_{side}")
        cards.append(card_of(model, inputs, hole, probabilities, title, SHOWN_OF_SIDES, t, context))
    act = lambda act: url_state.remember("pretraining_place", str(int(act["place"])))  # noqa: E731
    cloze(chips, cards, t, key="pretraining_sides", act=act)
    shared.note_unknown(inputs, name, t)
    st.caption(t("pretraining.sides_note"))
