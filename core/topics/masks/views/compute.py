"""One attention weight under a mask, worked out on the page: score, mask, exponential, sum, weight."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.foreign import foreign
from core.app.numbers import numeral
from core.app.panels import table
from core.app.state import Translator
from core.app.url_picks import pick_text
from core.app.widgets.latex import latex_number
from core.topics.masks.views import shared

if TYPE_CHECKING:
    from core.topics.masks.views.shared import MaskedHead
    from core.topics.masks.worked_weight import WorkedWeight

NOTHING_SEEN = r"\frac{e^{-\infty - (-\infty)}}{\sum_s e^{-\infty - (-\infty)}} = \text{NaN}"
LEAST_FINITE = -1e30


def compute(t: Translator) -> None:
    """Any weight of the masked row, from the scores."""
    shared.current_batch(t)
    choices, worked = st.columns([1, 3], gap="medium")
    with choices:
        kind = shared.choose_kind(t)
        row, layer, head = shared.choose_row_and_head(t, st.container())
        shown = shared.masked_head(kind, row, layer, head)
        cell = _choose_cell(shown, t)
    with worked:
        _weight(shown, *cell, t)


def _choose_cell(shown: "MaskedHead", t: Translator) -> tuple[int, int]:
    """The query and the key, from two lists."""
    looks = pick_text(t("masks.looks"), shown.pieces, key="masks_looks", default=2)
    return looks, pick_text(t("masks.looked"), shown.pieces, key="masks_looked", default=1)


def _weight(shown: "MaskedHead", row: int, column: int, t: Translator) -> None:
    """The formula with its numbers, the difference from the picture's weight, and the whole row."""
    from core.topics.masks.concept import additive_masked_softmax
    from core.topics.masks.worked_weight import work_out

    scores, seen = shown.of("scores")[row], shown.mask[row]  # (S,) each
    weights = additive_masked_softmax(scores, seen)  # (S,)
    worked = work_out(scores, seen, column)
    if worked is None:
        st.latex(NOTHING_SEEN)
        st.markdown(t("masks.nothing_seen", token=foreign(shown.pieces[row])))
    else:
        st.latex(_formula(worked, bool(seen[column])))
        traced = weights[column].item()
        gap = numeral(abs(worked.weight - traced), ".1e")
        st.markdown(
            t("masks.equal", worked=numeral(worked.weight, ".6f"), traced=numeral(traced, ".6f"), gap=gap)
        )
        st.caption(
            t("masks.steps", largest=numeral(worked.largest, ".4f"), total=numeral(worked.total, ".4f"))
        )
    added = t("masks.grid_mask"), t("masks.column_sum")
    aligned = {name: st.column_config.TextColumn(alignment="right") for name in added}
    table(_row(shown.pieces, scores, seen, weights, t), column_config=aligned)


def _formula(worked: "WorkedWeight", seen: bool) -> str:
    """Softmax with the row's largest number taken off, in symbols and in numbers."""
    symbols = r"\frac{e^{z_s + m_s - \max(z + m)}}{\sum_r e^{z_r + m_r - \max(z + m)}}"
    added = "0" if seen else r"(-\infty)"
    top = rf"e^{{{latex_number(worked.score)} + {added} - {latex_number(worked.largest)}}}"
    return (
        rf"A_s = {symbols} = \frac{{{top}}}{{{latex_number(worked.total)}}} = {latex_number(worked.weight)}"
    )


def _row(pieces: tuple[str, ...], scores: Any, seen: Any, weights: Any, t: Translator) -> dict[str, Any]:
    """Every key of the row: score, mask, their sum, weight."""
    from core.topics.masks.concept import additive

    summed = (scores + additive(seen)).tolist()
    return {
        t("masks.looked"): [f"{number} · {piece}" for number, piece in enumerate(pieces)],
        t("masks.grid_score"): scores.tolist(),
        t("masks.grid_mask"): ["0" if may else "−∞" for may in seen.tolist()],
        t("masks.column_sum"): [numeral(value, ".4f") if value > LEAST_FINITE else "−∞" for value in summed],
        t("masks.grid_share"): weights.tolist(),
    }
