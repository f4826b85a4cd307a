"""Next sentence or not: two sentences in, a probability out; swap them, or draw a pair."""

from typing import TYPE_CHECKING

import streamlit as st

from core.app import url_state
from core.app.glossary import explained
from core.app.state import SENTENCE_KEY, Translator, sentence
from core.app.url_picks import number_in_url, worded_buttons
from core.app.widgets.controls import controls
from core.topics.pretraining.views import shared
from core.topics.pretraining.views.cloze import Chip, State, cloze

if TYPE_CHECKING:
    from core.models.bert.weights import Inputs

SECOND = "pretraining_second"
DRAWN = "pretraining_drawn"  # session: the last pair that was drawn, with its answer
FORM = "pretraining_form"
FORMS = ("other", "same")


@st.cache_resource(max_entries=24, scope="session", show_spinner=False)
def read_pair(name: str, first: str, second: str) -> tuple["Inputs", float]:
    """The pair as the model reads it, and the probability that the second sentence is the next one."""
    from core.topics.pretraining.predictions import is_next, next_sentence_logits

    model = shared.opened(name)
    inputs = model.batch(first, second)
    return inputs, is_next(next_sentence_logits(model, inputs)[1])


def second(t: Translator) -> str:
    """The second sentence as typed, else the example's."""
    return st.session_state.get(SECOND) or st.query_params.get(SECOND) or t("pretraining.second_example")


def next_view(t: Translator) -> None:
    with controls("pretraining_next"):
        shared.choose_model(t)
        url_state.text_field(t("pretraining.second"), key=SECOND, default=t("pretraining.second_example"))
        draws(t)
    name, _, _ = shared.current(t)
    second_sentence = second(t)
    inputs, probability = read_pair(name, sentence(), second_sentence)
    drawn = st.session_state.get(DRAWN)
    swapped = read_pair(name, second_sentence, sentence())[1]
    picture, *answers = st.columns([3, 1, 1])
    answers[0].metric(t("pretraining.is_next"), f"{probability:.1%}", border=True)
    answers[1].metric(t("pretraining.swapped"), f"{swapped:.1%}", border=True)
    with picture:
        cloze(pair_chips(inputs, t), [], t, key="pretraining_pair")
        st.caption(t("pretraining.pair_note"))
    if drawn and (drawn.first, drawn.second) == (sentence(), second_sentence):
        answer = "yes" if drawn.is_next else "no"
        st.info(t(f"pretraining.drawn_{answer}"), icon=":material/fact_check:")
    with controls("pretraining_form"):
        worded_buttons("pretraining.negatives", FORMS, t, default="other", key=FORM)
    st.markdown(explained(t("pretraining.next_about")))


def draws(t: Translator) -> None:
    """The buttons: swap, and draw a pair from our small reviews."""
    st.button(t("pretraining.swap"), icon=":material/swap_vert:", on_click=_swap, args=(t,))
    st.button(t("pretraining.draw"), icon=":material/casino:", on_click=_draw)


def _swap(t: Translator) -> None:
    first, other = sentence(), second(t)
    st.session_state[SENTENCE_KEY], st.session_state[SECOND] = other, first


def _draw() -> None:
    """A pair from another review, or from the same as was chosen."""
    from core.topics.pretraining.next_sentence import draw_pair

    count = number_in_url("pretraining_pair", 9_999_999, 0) + 1
    url_state.remember("pretraining_pair", str(count))
    pair = draw_pair(count, harder=st.session_state[FORM] == "same")
    st.session_state[SENTENCE_KEY], st.session_state[SECOND] = pair.first, pair.second
    st.session_state[DRAWN] = pair


def pair_chips(inputs: "Inputs", t: Translator) -> list[Chip]:
    """The tokens of the pair, coloured by segment."""
    chips = []
    for position, (token, segment) in enumerate(zip(inputs.tokens, inputs.segments[0].tolist(), strict=True)):
        hint = t("pretraining.pair_hint", position=position, id=token.id, segment=segment)
        state: State = "special" if token.special else "plain"
        chips.append(Chip(token.text, state, tone="second" if segment else "first", hint=hint))
    return chips
