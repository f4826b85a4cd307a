"""A view of Masks: scores + mask → softmax of one head, every cell of the mask to be clicked."""

from typing import TYPE_CHECKING

import streamlit as st

from core.app.foreign import foreign
from core.app.glossary import explained
from core.app.models.reader import reader
from core.app.numbers import numeral
from core.app.state import Translator, sentence
from core.app.widgets.controls import controls
from core.topics.masks.views import shared
from core.topics.masks.views.mask_grid import mask_grid

if TYPE_CHECKING:
    from core.topics.masks.views.shared import MaskedHead


def grid_view(t: Translator) -> None:
    """The kind of mask, the sentence and the head; then the grid."""
    choices = controls("masks_grid")
    kind = shared.choose_kind(t, choices)
    shared.current_batch(t)
    row, layer, head = shared.choose_row_and_head(t, choices)
    _grid(kind, row, layer, head, t)
    st.markdown(explained(t(f"masks.about_{kind}")))


@st.fragment
def _grid(kind: str, row: int, layer: int, head: int, t: Translator) -> None:
    """Cells are clicked here without the rest of the page."""
    from core.topics.masks.concept import additive, additive_masked_softmax

    shown = shared.masked_head(kind, row, layer, head)
    scores = shown.of("scores")
    arrays = {
        "scores": scores,
        "mask": additive(shown.mask),
        "attention": additive_masked_softmax(scores, shown.mask),
    }
    mask_grid(arrays, shown.pieces, shown.batch.real[row].tolist(), shown.flips, shared.flip, t)
    st.caption(t("masks.grid_hint"))
    left, right = st.columns([3, 1], gap="medium", vertical_alignment="center")
    with left:
        _predictions(shown, t)
    with right:
        _undo(shown, t)
    st.caption(explained(t("masks.grid_note", first=foreign(shown.pieces[0]))))


def _undo(shown: "MaskedHead", t: Translator) -> None:
    """The button that takes the edits back, and a warning where a row is left with nothing."""
    label = t("masks.clear", count=len(shown.flips))
    st.button(label, icon=":material/undo:", disabled=not shown.flips, on_click=shared.clear)
    if not shown.mask.any(dim=1).all():
        st.warning(t("masks.empty_rows"), icon=":material/block:")


def _predictions(shown: "MaskedHead", t: Translator) -> None:
    """What the model says as it was trained, and under this mask."""
    T = len(shown.mask)
    plain = shown.batch.real[shown.row].expand(T, T).contiguous()  # (T, S): as the model was trained
    masks = {"trained": plain, "here": shown.mask}
    for (name, mask), column in zip(masks.items(), st.columns(2), strict=True):
        probability = shared.prediction(reader(), sentence(), shown.row, mask.numpy().tobytes(), T)
        column.metric(t(f"masks.verdict_{name}"), numeral(probability, ".1%"), border=True)
