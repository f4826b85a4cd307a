"""A view of Masks: the two masks that are often confused, on a sentence of one batch."""

import streamlit as st

from core.app.glossary import explained
from core.app.panels import colour_keys, figure
from core.app.state import Translator
from core.app.widgets.controls import controls
from core.topics.masks.views import shared

KEYS = {"seen": "accent", "ahead": "negative", "pad": "muted", "twice": "segment"}  # reason → colour


def both_view(t: Translator) -> None:
    """The padding mask, the causal mask, and both at once; first of the sentence with the most padding."""
    from core.nn.masks import causal
    from core.topics.masks.figures import COLUMNS, batch_mask

    batch = shared.current_batch(t)
    most_padded = int(batch.real.sum(dim=1).argmin())
    choices = controls("masks_both")
    row = shared.choose_row(t, choices, key="masks_both_row", default=most_padded)
    with choices:
        colour_keys({colour: t(f"masks.both_{reason}") for reason, colour in KEYS.items()})
    table = causal(batch.real.shape[1]).numpy()
    data = (table, batch.real[row].numpy(), batch.batch.pieces[row])
    for name, column in zip(COLUMNS, st.columns(len(COLUMNS), gap="small"), strict=True):
        with column:
            mask = t(f"masks.both_{name}")
            figure("masks.both", batch_mask, name, *data, t=t, key=f"masks_both_{name}", mask=mask)
    st.markdown(explained(t("masks.both")))
    st.caption(t("masks.both_note"))
