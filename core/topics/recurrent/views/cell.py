"""A view of Recurrent networks: the cell with gates that can be held, and the prediction after each word."""

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from core.app.numbers import numeral
from core.app.panels import figure
from core.app.state import Translator, sentence
from core.app.widgets.controls import controls
from core.topics.recurrent.views import shared
from core.topics.recurrent.views.cell_diagram import cell_diagram

if TYPE_CHECKING:
    from core.topics.recurrent.trace import HeldGate, RecurrentTrace


def cell_view(t: Translator) -> None:
    """The diagram; below it the prediction after each word, as it is and with a gate held by hand."""
    if not shared.can_read(t):
        return
    choices = controls("recurrent_cell")
    with choices:
        kind = shared.choose_kind(t)
    free_trace = shared.current_trace(kind, t)
    hold = shared.chosen_hold(kind, len(free_trace.words))
    held_trace = shared.trace_of(kind, sentence(), hold) if hold else None
    if not held_trace:
        choices.caption(t("recurrent.held_invitation" if kind != "rnn" else "recurrent.no_gates"))
    cell_diagram(free_trace, held_trace, t)
    _curves(kind, free_trace, held_trace, hold, t)
    if held_trace:
        before, after = (numeral(shown.probability[-1].item(), ".1%") for shown in (free_trace, held_trace))
        st.markdown(t("recurrent.held_told", before=before, after=after))


def _curves(
    kind: str,
    free_trace: "RecurrentTrace",
    held_trace: "RecurrentTrace | None",
    hold: "HeldGate | None",
    t: Translator,
) -> None:
    """The probability of positive after each word."""
    from core.topics.recurrent.figures import reading_lines

    curves, between = {kind: free_trace.probability.numpy()}, None
    texts = {"title": t("recurrent.cell_reading_title"), kind: t(f"recurrent.kind_{kind}")}
    if held_trace and hold:
        curves["held"], between = held_trace.probability.numpy(), (hold.first, hold.last)
        state = t(f"recurrent.held_{'open' if hold.value else 'shut'}")
        texts["held"] = t("recurrent.held_line", gate=t(f"recurrent.part_{hold.gate}"), state=state)
    draw = partial(reading_lines, between=between)
    figure("recurrent.reading", draw, curves, free_trace.words, t=t, key="recurrent_cell_reading", more=texts)
