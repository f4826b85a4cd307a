"""A view of Inside BERT: the forward pass as a diagram, with the chosen step opened beside it."""

from typing import TYPE_CHECKING

import streamlit as st

from core.app.models.traced_model import current_trace, go_to_step, step_in_url
from core.app.state import Translator
from core.topics.inside.views.diagram import flow

if TYPE_CHECKING:
    from core.trace.trace import TracedForward


def flow_view(t: Translator) -> None:
    """The traced pass, then its diagram."""
    _flow(current_trace(t), t)


@st.fragment
def _flow(traced: "TracedForward", t: Translator) -> None:
    """A step opens here without the rest of the page."""
    shape = traced.opened.shape
    flow(traced, step_in_url(shape.layers, shape.heads), go_to_step, t)
