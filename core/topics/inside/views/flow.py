"""A view of Inside BERT: the forward pass as a diagram, with the chosen step opened beside it."""

from typing import TYPE_CHECKING

import streamlit as st

from core.app.glossary import explained
from core.app.models.model_line import model_line
from core.app.models.reader import reader
from core.app.models.traced_model import chosen_model, current_trace, go_to_step, step_in_url
from core.app.state import Translator
from core.app.widgets.letters import letters_below
from core.topics.inside.views.diagram import flow
from core.topics.inside.views.leaving import leaving_line, said_by_exits

if TYPE_CHECKING:
    from core.trace.trace import TracedForward


def flow_view(t: Translator) -> None:
    """The traced pass, its diagram, and of which model it is."""
    traced = current_trace(t)
    _flow(traced, t)
    if verdicts := said_by_exits(traced):
        st.caption(leaving_line(verdicts, traced.opened.shape.layers, t))
        st.caption(t("inside.exits_look"))
    if chosen_model() == reader():  # none of the visitor's own
        st.caption(explained(model_line(t, reader())))


@st.fragment
def _flow(traced: "TracedForward", t: Translator) -> None:
    """A step opens here without the rest of the page."""
    shape = traced.opened.shape
    with letters_below(t) as told:
        flow(traced, step_in_url(shape.layers, shape.heads), go_to_step, told)
