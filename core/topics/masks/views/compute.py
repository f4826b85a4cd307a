"""One share of attention under a mask, worked out on the page: score, mask, exponential, sum, share."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app import url_state
from core.app.state import Translator
from core.app.url_picks import number, pick
from core.app.widgets.latex import latex_number

if TYPE_CHECKING:
    from core.topics.masks.views.shared import Seen


def choose_cell(shown: "Seen", t: Translator) -> tuple[int, int]:
    """Who looks, and at whom, from two lists."""
    T = len(shown.pieces)
    names = lambda number: f"{number} · {shown.pieces[number]}"  # noqa: E731
    chosen = []
    for (axis, start), place in zip((("looks", 2), ("looked", 1)), st.columns(2), strict=True):
        key = f"masks_{axis}"
        token = number(key, T - 1, 0) if url_state.remembered(key) else min(start, T - 1)
        pick(t(f"masks.{axis}"), range(T), key=key, chosen=token, names=names, place=place)
        chosen.append(token)
    return chosen[0], chosen[1]


def show_share(shown: "Seen", row: int, column: int, t: Translator) -> None:
    """The formula with its numbers, the difference from the picture's share, and the whole row."""
    from core.topics.masks.concept import additive, additive_masked_softmax

    scores, mask = shown.of("scores"), additive(shown.mask)
    summed = (scores + mask)[row].double()  # (S,)
    shares = additive_masked_softmax(scores, shown.mask)[row]  # (S,)
    if not shown.mask[row].any():
        st.latex(r"\frac{e^{-\infty - (-\infty)}}{\sum_s e^{-\infty - (-\infty)}} = \text{NaN}")
        st.markdown(t("masks.nothing_seen", token=shown.pieces[row]))
    else:
        exponentials = (summed - summed.max()).exp()  # (S,)
        value = (exponentials[column] / exponentials.sum()).item()
        score, seen = scores[row, column].item(), bool(shown.mask[row, column])
        st.latex(_formula(score, seen, summed, exponentials, value))
        gap = abs(value - shares[column].item())
        texts = {"worked": f"{value:.6f}", "traced": f"{shares[column].item():.6f}", "gap": f"{gap:.1e}"}
        st.markdown(t("masks.equal", **texts))
    st.dataframe(_table(shown, row, scores, mask, shares, t), hide_index=True, height=38 + 35 * len(shares))


def _formula(score: float, seen: bool, summed: Any, exponentials: Any, value: float) -> str:
    added = "0" if seen else r"(-\infty)"
    top = rf"e^{{{latex_number(score)} + {added} - {latex_number(summed.max().item())}}}"
    return rf"A = \frac{{{top}}}{{{latex_number(exponentials.sum().item())}}} = {latex_number(value)}"


def _table(shown: "Seen", row: int, scores: Any, mask: Any, shares: Any, t: Translator) -> Any:
    import pandas as pd

    return pd.DataFrame(
        {
            t("masks.looked"): [f"{number} · {piece}" for number, piece in enumerate(shown.pieces)],
            t("masks.grid_score"): scores[row].tolist(),
            t("masks.grid_mask"): ["0" if seen else "−∞" for seen in shown.mask[row].tolist()],
            t("masks.column_sum"): [
                f"{number:.4f}" if number > -1e30 else "−∞" for number in (scores + mask)[row].tolist()
            ],
            t("masks.grid_share"): shares.tolist(),
        }
    )
