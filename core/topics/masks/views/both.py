"""A view of Masks: the two masks that are often confused, on one batch."""

import streamlit as st

from core.app.glossary import explained
from core.app.panels import figure
from core.app.state import Translator
from core.topics.masks.views import shared


def both_view(t: Translator) -> None:
    """The padding mask, the causal mask, and both at once."""
    from core.nn.masks import causal
    from core.topics.masks.figures import batch_masks

    batch = shared.current_batch(t)
    table = causal(batch.real.shape[1]).numpy()
    figure("masks.both", batch_masks, table, batch.real.numpy(), batch.batch.pieces, t=t)
    st.markdown(explained(t("masks.both")))
    st.caption(t("masks.both_note"))
