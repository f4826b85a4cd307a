"""Small pieces that several pages draw the same way."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.app.state import Translator, colours
from core.models.prediction import Prediction

AXIS_TITLE = 13  # pixels


def chart(figure: Any, key: str, alt: str, selects: Sequence[str] = (), zooms: bool = False) -> list[int]:
    """A Plotly figure in our look, downloadable as SVG.

    Where it `selects` by "points", "box" or "lasso", the page runs again at each selection; returned are
    the numbers of the chosen points of its first trace. `zooms` lets the mouse wheel zoom.
    """
    for axes in (figure.for_each_xaxis, figure.for_each_yaxis):  # a subplot's titles are larger by default
        axes(lambda axis: axis.title.font.update(size=AXIS_TITLE, color=colours().muted))
    config = {"displaylogo": False, "toImageButtonOptions": {"format": "svg", "filename": key}}
    if zooms:
        config["scrollZoom"] = True
    options: dict[str, Any] = {"on_select": "rerun", "selection_mode": tuple(selects)} if selects else {}
    state = st.plotly_chart(figure, key=key, theme=None, config=config, alt=alt, **options)
    if not selects:
        return []
    return [point["point_index"] for point in state.selection.points if point["curve_number"] == 0]


def token_table(prediction: Prediction, t: Translator) -> None:
    """Every token with its position, id and attention mask, as a table that downloads as CSV."""
    import pandas as pd  # here, because Home needs this module and no tables

    table = pd.DataFrame(
        {
            t("tokens.position"): range(len(prediction.tokens)),
            t("tokens.token"): [token.text for token in prediction.tokens],
            t("tokens.id"): [token.id for token in prediction.tokens],
            t("tokens.mask"): [token.mask for token in prediction.tokens],
        }
    )
    st.dataframe(table, hide_index=True, height=min(420, 38 + 35 * len(table)))


def notes(prediction: Prediction, t: Translator) -> None:
    """What a reader of this verdict should know: cut text, another language, unknown characters."""
    if prediction.cut:
        st.info(
            t("verdict.cut", read=len(prediction.tokens), cut=prediction.cut), icon=":material/content_cut:"
        )
    for note in prediction.notes:
        st.info(t(f"verdict.{note}"), icon=":material/info:")
