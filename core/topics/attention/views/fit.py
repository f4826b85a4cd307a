"""Additive attention fitted to a head of the traced sentence, kept for the next rerun."""

from typing import TYPE_CHECKING

import streamlit as st

from core.app.models.traced_model import BY_TRACE

if TYPE_CHECKING:
    from core.topics.attention.additive_fit import AdditiveFit
    from core.trace.trace import TracedForward


@st.cache_resource(max_entries=8, scope="session", show_spinner=False, hash_funcs=BY_TRACE)
def fitted(traced: "TracedForward", layer: int, head: int) -> "AdditiveFit":
    """The fit to one layer's head; both count from 0."""
    from core.topics.attention.kinds import fit_to_head

    return fit_to_head(traced, layer, head)
