"""Recurrent networks: the gates of an RNN, an LSTM and a GRU, word by word."""

import streamlit as st

from core.ui import link, recurrent, recurrent_views
from core.ui.frame import concept_page
from core.ui.recurrent_compute import compute
from core.ui.state import Translator, sentence

VIEWS = {"cell": recurrent_views.cell, "reading": recurrent_views.reading, "units": recurrent_views.units}


def see(t: Translator) -> None:
    view = link.choose(
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
    from core.concepts.recurrent_twins import TWINS, arguments
    from core.ui.twins import choose_twin, twin_panel

    twin = choose_twin(TWINS, t("recurrent.twin"), key="recurrent_twin", default="lstm_cell", t=t)
    kind = twin.name.split("_")[0] if twin.name != "packed_last_states" else "lstm"
    with st.skeleton(recurrent.HEIGHT):
        shown = recurrent.reading(kind, sentence())
    recurrent.note_on_cut(shown, t)
    given = arguments(twin.name, shown.x, shown.steps, recurrent.model(kind).weights)
    twin_panel(twin, given, t)
    st.caption(t("recurrent.twin_note", words=len(shown.words), half=max(1, len(shown.words) // 2)))
    if twin.name == "lstm_gate_order":
        st.markdown(t("recurrent.gate_order"))
    if twin.name == "gru_two_conventions":
        st.markdown(t("recurrent.conventions"))


def measured(t: Translator) -> None:
    """Which network costs what and is how good, and the three claims."""
    from core.figures.recurrent_measured import adding_errors, gradient_curves, gru_against_lstm
    from core.ui.experiments import experiment_panel
    from core.ui.recurrent_compared import compared

    compared(t)
    experiment_panel("vanishing_gradients", gradient_curves, t)
    experiment_panel("adding_problem", adding_errors, t)
    experiment_panel("gru_lstm", gru_against_lstm, t)


concept_page("recurrent", {"see": see, "compute": compute, "code": code, "measured": measured})
