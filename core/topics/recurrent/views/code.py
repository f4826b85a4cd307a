"""Cells and scans beside torch's, with the shipped weights, on the sentence and a shorter part of it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.state import Translator
from core.topics.recurrent.views import shared

if TYPE_CHECKING:
    from core.nn.twin import Twin

BELOW = {"lstm_gate_order": "recurrent.gate_order", "gru_two_conventions": "recurrent.conventions"}


def twin_inputs(twin: "Twin", t: Translator) -> Iterator[tuple[Any, ...]]:
    """The sentence as the twin's cell reads it, and that cell's weights."""
    from core.topics.recurrent.twins import arguments
    from core.topics.recurrent.weights import weights_of

    kind = twin.name.split("_")[0] if twin.name != "packed_last_states" else "lstm"
    shown = shared.current_trace(kind, t)
    yield arguments(twin.name, shown.x, shown.steps, weights_of(shared.model(kind).network))
    st.caption(t("recurrent.twin_note", words=len(shown.words), half=max(1, len(shown.words) // 2)))
    if twin.name in BELOW:
        st.markdown(t(BELOW[twin.name]))
