"""A view of Normalization: BatchNorm's result for one number jitters with the rest of its batch."""

import streamlit as st

from core.app.panels import figure
from core.app.state import Translator
from core.topics.normalization.views import shared


def companions_view(t: Translator) -> None:
    """BatchNorm's result for one number jitters with the rest of the batch, LayerNorm's does not."""
    from core.topics.normalization.batches import SIZES, jitter, spread_by_size
    from core.topics.normalization.concept import EPSILON
    from core.topics.normalization.figures import jitter_strip, spread_curve

    norm, size = shared.chosen_norm_and_size(t)
    shown = shared.batch(shared.MOST_SENTENCES, norm)
    x, cell = shown.inputs[norm], shared.number_of_own(shown, norm)
    names = shared.kind_names(t)
    drawn = jitter(x, shown.real, cell, size, EPSILON)
    values = (drawn.batch.numpy(), drawn.layer.numpy())
    figure("normalization.jitter", jitter_strip, *values, t=t, more=names, size=size)
    shared.tell_number(shown, norm, t)
    spread = spread_by_size(x, shown.real, cell, EPSILON)
    figure("normalization.spread", spread_curve, SIZES, spread, size, t=t, more=names)
    st.caption(t("normalization.companions_note"))
