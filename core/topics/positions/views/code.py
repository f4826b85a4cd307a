"""Each scheme beside its library or its plain loops, on this sentence's own tensors."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.models.traced_model import pick_layer
from core.app.state import Translator
from core.topics.positions.views import shared

if TYPE_CHECKING:
    from core.nn.twin import Twin


def twin_inputs(twin: "Twin", t: Translator) -> Iterator[tuple[Any, ...]]:
    """One layer's queries, keys and values, and the tables of learned positions."""
    from core.topics.positions.shuffles import position_table
    from core.topics.positions.twins import arguments

    traced = shared.current_trace(t)
    shape = traced.opened.shape
    layer = pick_layer(shape.layers, t, "positions") - 1
    queries, keys, values = (traced.trace.of(name, layer) for name in ("queries", "keys", "values"))
    shaw, t5 = shared.twin_tables(shape.heads)
    yield arguments(queries, keys, values, position_table(traced), shaw, t5)[twin.name]
    st.caption(t("positions.twin_note"))
