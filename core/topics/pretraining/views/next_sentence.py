"""Next sentence or not: a pair of pieces of our small reviews, or two sentences of one's own."""

from typing import TYPE_CHECKING, get_args

import streamlit as st

from core.app import url_state
from core.app.foreign import foreign_code
from core.app.glossary import explained
from core.app.numbers import numeral
from core.app.state import SENTENCE_KEY, Translator, sentence
from core.app.url_picks import number_in_url, worded_buttons
from core.app.widgets.controls import controls
from core.data.labelled import Language
from core.topics.pretraining.views import shared
from core.topics.pretraining.views.cloze import Chip, State, cloze

if TYPE_CHECKING:
    from core.models.bert.weights import Inputs
    from core.topics.pretraining.next_sentence import Pair

SECOND = "pretraining_second"
SOURCE = "pretraining_pairs"
SOURCES = ("ours", "mine")
NUMBER = "pretraining_pair"  # of the draw; 0 is the pair to begin with
MOST_DRAWS = 9_999_999
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
    """The second sentence as typed, else the example in the language of the first."""
    typed = st.session_state.get(SECOND) or st.query_params.get(SECOND)
    return example(t) if not typed or typed in _examples(t) else typed


def example(t: Translator) -> str:
    """A second sentence in the language that the network learned."""
    return t(f"pretraining.second_example_{shared.language()}")


def _examples(t: Translator) -> list[str]:
    return [t(f"pretraining.second_example_{language}") for language in get_args(Language)]


def next_view(t: Translator) -> None:
    with controls("pretraining_next"):
        source = worded_buttons(
            "pretraining.pairs", SOURCES, t, default=_first_source(), key=SOURCE, label_visibility="collapsed"
        )
        shared.choose_model(t)
        (own_controls if source == "mine" else our_controls)(t)
    (own_pair if source == "mine" else our_pair)(t)
    st.markdown(explained(t("pretraining.next_about")))


def _first_source() -> str:
    """One's own sentences where a link brings a second one, else a pair on which the answer is clear."""
    return "mine" if st.query_params.get(SECOND) else "ours"


def own_controls(t: Translator) -> None:
    if st.session_state.get(SECOND) in _examples(t):  # that of the language before
        st.session_state[SECOND] = example(t)
    url_state.text_field(t("pretraining.second"), key=SECOND, default=example(t))
    st.button(t("pretraining.swap"), icon=":material/swap_vert:", on_click=_swap, args=(t,))


def own_pair(t: Translator) -> None:
    if not shared.can_guess(sentence(), second(t), t=t):
        return
    name, _, _ = shared.current(t)
    show_pair(name, sentence(), second(t), "", t)


def our_controls(t: Translator) -> None:
    st.button(t("pretraining.draw"), icon=":material/casino:", on_click=_draw)


def our_pair(t: Translator) -> None:
    """A pair of our pieces, with the right answer; below it, where wrong ones come from."""
    name = shared.chosen_model(t)
    number = number_in_url(NUMBER, MOST_DRAWS, 0)
    place = st.container()
    with controls("pretraining_negatives"):
        form = worded_buttons("pretraining.negatives", FORMS, t, default="other", key=FORM)
    language = shared.language_of(name)
    pair = drawn_pair(number, form, language)
    told = "clear" if number == 0 and language == "en" else "yes" if pair.is_next else "no"
    with place:
        show_pair(name, pair.first, pair.second, t(f"pretraining.drawn_{told}"), t)
        st.caption(t(f"pretraining.drawn_from_{language}"))


def drawn_pair(number: int, form: str, language: Language) -> "Pair":
    """The pair of a draw; wrong ones from another review, or from the same as was chosen."""
    from core.topics.pretraining.next_sentence import draw_pair, first_pair

    return draw_pair(number, form == "same", language) if number else first_pair(language)


def show_pair(name: str, first: str, other: str, truth: str, t: Translator) -> None:
    """The tokens of both, how probable each is as the other's continuation, and the truth where known."""
    inputs, probability = read_pair(name, first, other)
    swapped = read_pair(name, other, first)[1]
    picture, answer = st.columns([3, 2])
    with answer:
        there, back = st.columns(2)
        there.metric(t("pretraining.is_next"), numeral(probability, ".1%"), border=True)
        back.metric(t("pretraining.swapped"), numeral(swapped, ".1%"), border=True)
        if truth:
            st.info(truth, icon=":material/fact_check:")
    with picture:
        cloze(pair_chips(inputs, t), [], t, key="pretraining_pair_chips")
        tokenizer = shared.opened(name).tokenizer
        marks = {"start": foreign_code(tokenizer.cls_token), "end": foreign_code(tokenizer.sep_token)}
        st.caption(explained(t("pretraining.pair_note", model=shared.called(name, t), **marks)))


def _swap(t: Translator) -> None:
    first, other = sentence(), second(t)
    st.session_state[SENTENCE_KEY], st.session_state[SECOND] = other, first


def _draw() -> None:
    url_state.remember(NUMBER, str(number_in_url(NUMBER, MOST_DRAWS - 1, 0) + 1))


def pair_chips(inputs: "Inputs", t: Translator) -> list[Chip]:
    """The tokens of the pair, coloured by segment."""
    chips = []
    for position, (token, segment) in enumerate(zip(inputs.tokens, inputs.segments[0].tolist(), strict=True)):
        hint = t("pretraining.pair_hint", position=position, id=token.id, segment=segment)
        state: State = "special" if token.special else "plain"
        chips.append(Chip(token.text, state, tone="second" if segment else "first", hint=hint))
    return chips
