"""Recurrent networks: the gates of an RNN, an LSTM and a GRU, word by word."""

import streamlit as st

from core.app import url_state
from core.app.page import concept_page
from core.app.state import Translator, sentence
from core.topics.recurrent.views import shared, views
from core.topics.recurrent.views.compute import compute

VIEWS = {"cell": views.cell, "reading": views.reading, "units": views.units}


def see(t: Translator) -> None:
    view = url_state.choose(
        t("recurrent.view"),
        tuple(VIEWS),
        key="recurrent_view",
        default="cell",
        names=lambda name: t(f"recurrent.view_{name}"),
        label_visibility="collapsed",
    )
    VIEWS[view](t)


def code(t: Translator) -> None:
    """Cells and scans beside torch's, with the shipped weights, on the sentence and a shorter part of it."""
    from core.app.widgets.twin_panel import choose_twin, twin_panel
    from core.topics.recurrent.twins import TWINS, arguments

    twin = choose_twin(TWINS, t("recurrent.twin"), key="recurrent_twin", default="lstm_cell", t=t)
    kind = twin.name.split("_")[0] if twin.name != "packed_last_states" else "lstm"
    with st.skeleton(shared.HEIGHT):
        shown = shared.reading(kind, sentence())
    shared.note_on_cut(shown, t)
    from core.topics.recurrent.weights import weights_of

    given = arguments(twin.name, shown.x, shown.steps, weights_of(shared.model(kind).network))
    twin_panel(twin, given, t)
    st.caption(t("recurrent.twin_note", words=len(shown.words), half=max(1, len(shown.words) // 2)))
    if twin.name == "lstm_gate_order":
        st.markdown(t("recurrent.gate_order"))
    if twin.name == "gru_two_conventions":
        st.markdown(t("recurrent.conventions"))


def measured(t: Translator) -> None:
    """Which network costs what and is how good, and the three claims."""
    from core.app.widgets.experiment_panel import experiment_panel
    from core.topics.recurrent.figures_measured import adding_errors, gradient_curves, gru_against_lstm
    from core.topics.recurrent.views.comparison import compared

    compared(t)
    experiment_panel("vanishing_gradients", gradient_curves, t)
    experiment_panel("adding_problem", adding_errors, t)
    experiment_panel("gru_lstm", gru_against_lstm, t)


def draw() -> None:
    concept_page("recurrent", {"see": see, "compute": compute, "code": code, "measured": measured})
