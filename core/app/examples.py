"""Sentences to take: one click puts one of them into the shared sentence."""

import streamlit as st

from core.app.state import SENTENCE_KEY, Translator
from core.data.example_sentences import EXAMPLES

PICKED_KEY = "example_picked"


def example_chips(t: Translator) -> None:
    """A chip for each example; the one that is the sentence now is lit."""
    names = list(EXAMPLES)
    written = st.session_state.get(SENTENCE_KEY)
    st.session_state[PICKED_KEY] = next((name for name in names if EXAMPLES[name] == written), None)
    st.pills(
        t("header.examples"),
        names,
        key=PICKED_KEY,
        format_func=lambda name: t(f"header.chip_{name}"),
        on_change=_take_picked,
        label_visibility="collapsed",
    )


def offer_example(sentence: str, t: Translator, key: str = SENTENCE_KEY) -> None:
    """A button for a sentence that shows more in this place than the shared one does; never forced.

    `key` is the field that it is put into.
    """
    if st.session_state.get(key) == sentence:
        return
    st.button(
        t("header.offer", sentence=sentence),
        key=f"offer_{sentence}",
        icon=":material/lightbulb:",
        type="tertiary",
        on_click=_take,
        args=(sentence, key),
    )


def _take_picked() -> None:
    name = st.session_state[PICKED_KEY]
    if name:
        _take(EXAMPLES[name])


def _take(sentence: str, key: str = SENTENCE_KEY) -> None:
    st.session_state[key] = sentence
