"""Cells and scans beside torch's, with the shipped weights, on the sentence and a shorter part of it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.foreign import foreign
from core.app.state import Translator, sentence
from core.app.waiting import waiting_for_torch
from core.topics.recurrent.views import shared

if TYPE_CHECKING:
    from core.nn.twin import Twin

HEIGHT = 480  # pixels that are left free while the network loads
BELOW = {"lstm_gate_order": "recurrent.gate_order", "gru_two_conventions": "recurrent.conventions"}


def twin_inputs(twin: "Twin", t: Translator) -> Iterator[tuple[Any, ...]]:
    """The sentence as the twin's cell reads it, and that cell's weights."""
    from core.topics.recurrent.twins import arguments
    from core.topics.recurrent.weights import weights_of

    kind = twin.name.split("_")[0] if twin.name != "packed_last_states" else "lstm"
    text = shared.text_read(sentence())
    with waiting_for_torch(HEIGHT, t, shared.network_name(kind, text)):
        shown = shared.trace_of(kind, text)
    shared.notes(shown, t)
    yield arguments(twin.name, shown.x, shown.steps, weights_of(shared.model(kind, text).network))
    if text != sentence():
        st.caption(t("recurrent.not_read_here", sentence=foreign(text)))
    st.caption(t("recurrent.twin_note", words=len(shown.words), half=max(1, len(shown.words) // 2)))
    if twin.name in BELOW:
        st.markdown(t(BELOW[twin.name]))
