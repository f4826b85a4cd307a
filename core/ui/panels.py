"""Small pieces that several pages draw the same way."""

from typing import Any

import streamlit as st

from core.models.verdict import Verdict
from core.ui.state import Translator


def chart(figure: Any, key: str, alt: str) -> None:
    """A Plotly figure in our look, downloadable as SVG."""
    config = {"displaylogo": False, "toImageButtonOptions": {"format": "svg", "filename": key}}
    st.plotly_chart(figure, key=key, theme=None, config=config, alt=alt)


def token_table(verdict: Verdict, t: Translator) -> None:
    """Every token with its position, id and attention mask, as a table that downloads as CSV."""
    import pandas as pd  # here, because Home needs this module and no tables

    table = pd.DataFrame(
        {
            t("tokens.position"): range(len(verdict.tokens)),
            t("tokens.token"): [token.text for token in verdict.tokens],
            t("tokens.id"): [token.id for token in verdict.tokens],
            t("tokens.mask"): [token.mask for token in verdict.tokens],
        }
    )
    st.dataframe(table, hide_index=True, height=min(420, 38 + 35 * len(table)))


def notes(verdict: Verdict, t: Translator) -> None:
    """What a reader of this verdict should know: cut text, another language, unknown characters."""
    if verdict.cut:
        st.info(t("verdict.cut", read=len(verdict.tokens), cut=verdict.cut), icon=":material/content_cut:")
    for note in verdict.notes:
        st.info(t(f"verdict.{note}"), icon=":material/info:")
