"""A view of Normalization: the block as stacked sheets; the numbers that are averaged together light up."""

import streamlit as st

from core.app.glossary import explained
from core.app.state import Translator
from core.app.widgets.controls import controls
from core.topics.normalization.views import shared
from core.topics.normalization.views.sheets import sheets


def block_view(t: Translator) -> None:
    """The kind, the LayerNorm and the size of the batch; then the sheets."""
    choices = controls("normalization_block")
    with choices:
        kind = shared.choose_kind(t)
    norm, size = shared.chosen_norm_and_size(t, choices)
    _block(kind, norm, size, t)
    st.markdown(explained(t(f"normalization.about_{kind}")))


@st.fragment
def _block(kind: str, norm: str, size: int, t: Translator) -> None:
    """Another number is chosen here without the rest of the page."""
    shown = shared.normed(kind, norm, size)
    sheets(shown, kind, shared.chosen_cell(tuple(shown.x.shape)), shared.choose_number, t)
    st.caption(t(f"normalization.weights_{'trained' if kind == 'layer' else 'fresh'}"))
