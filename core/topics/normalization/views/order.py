"""Views of Normalization: where the norm stands in a layer, and the comparison that textbooks give."""

import streamlit as st

from core.app.glossary import explained
from core.app.models.reader import reader
from core.app.models.traced_model import opened
from core.app.panels import figure
from core.app.state import Translator
from core.app.widgets.architecture_diagram import norm_diagrams
from core.topics.normalization.views import shared


def order_view(t: Translator) -> None:
    """Where the norm stands in a layer, and what that does to the stream of the model at hand."""
    from core.topics.normalization.figures import stream_lengths
    from core.topics.normalization.inputs import lengths, norm_weights

    norm_diagrams(t)
    st.markdown(explained(t("normalization.order")))
    with st.skeleton(shared.HEIGHT // 2):
        shown = shared.batch(1)
    weights = {norm: norm_weights(opened(reader()), norm) for norm in shown.inputs}
    before, after = lengths(shown, weights)
    names = [shared.norm_label(norm, t, "short") for norm in shown.inputs]
    figure("normalization.lengths", stream_lengths, names, before.numpy(), after.numpy(), t=t)
    st.caption(t("normalization.lengths_note"))


def table_view(t: Translator) -> None:
    """The comparison that textbooks give, with its imprecise line put right."""
    st.markdown(t("normalization.table"))
    st.info(t("normalization.correction"), icon=":material/edit:")
