"""Each step beside the library's module that does it, on this sentence's own tensors."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.models.traced_model import current_trace, pick_layer
from core.app.state import Translator

if TYPE_CHECKING:
    from core.nn.twin import Twin


def twin_inputs(twin: "Twin", t: Translator) -> Iterator[tuple[Any, ...]]:
    """The tensors of one layer of the traced pass."""
    from core.topics.inside.twins import arguments

    traced = current_trace(t, notes=False)
    opened, inputs = traced.opened, traced.inputs
    layer = pick_layer(opened.shape.layers, t, "inside") - 1
    tensors = (traced.trace, inputs.ids, inputs.mask, inputs.segments)
    yield arguments(*tensors, opened.weights, opened.shape, layer)[twin.name]
    st.caption(t("inside.twin_note"))
