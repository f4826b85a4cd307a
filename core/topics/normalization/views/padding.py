"""A view of Normalization: padding counts as data for BatchNorm, and changes nothing for LayerNorm."""

import streamlit as st

from core.app.foreign import foreign
from core.app.glossary import explained
from core.app.models.reader import reader
from core.app.models.traced_model import opened
from core.app.numbers import numeral
from core.app.panels import figure
from core.app.state import Translator
from core.topics.normalization.views import shared


def padding_view(t: Translator) -> None:
    """Padding counts as data for BatchNorm, and changes nothing for LayerNorm."""
    from core.topics.normalization.batches import padding_moves
    from core.topics.normalization.concept import EPSILON
    from core.topics.normalization.figures import padding_curve

    norm, size = shared.chosen_norm_and_size(t)
    shown = shared.batch(size, norm, cut=False)
    longest, widest = int(shown.real.sum(dim=1).max()), shown.real.shape[1]
    widths = list(range(longest, widest + 1))
    moved = padding_moves(shown.inputs[norm], shown.real, widths, EPSILON)
    figure("normalization.padding", padding_curve, widths, moved, t=t, more=shared.kind_names(t))
    st.markdown(explained(t("normalization.padding")))
    least = 1 - shown.real[:, :longest].float().mean().item()
    most = 1 - shown.real.float().mean().item()
    st.caption(
        t(
            "normalization.padding_note",
            least=numeral(least, ".0%"),
            most=numeral(most, ".0%"),
            longest=longest,
            widest=widest,
            pad=foreign(opened(reader()).tokenizer.pad_token),
        )
    )
