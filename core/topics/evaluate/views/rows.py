"""Rows of a file in a table, of which a chosen one opens on another page."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from core.app.foreign import foreign
from core.app.state import SENTENCE_KEY, Translator, language
from core.app.widgets.links import go_to
from core.base.numbers import percent_sign
from core.models.catalog import OFFERED
from core.models.prediction import LABELS
from core.topics.evaluate.views.look import Source

HEIGHT = 440  # pixels


def open_row(
    source: Source, rows: Sequence[int], columns: Mapping[str, Any], t: Translator, key: str, model: int
) -> None:
    """Rows by index with columns of percentages; the chosen one may be opened in Predict and Why."""
    scored = source.scored
    shown = {
        t("evaluate.column_row"): [int(scored.numbers[row]) for row in rows],
        t("evaluate.column_text"): shown_texts(source, rows, t),
        t("evaluate.column_label"): [_label(int(scored.labels[row]), t) for row in rows],
        **columns,
    }
    percent = f"%.1f{percent_sign(language()).replace('%', '%%')}"
    bars = {
        name: st.column_config.ProgressColumn(min_value=0, max_value=100, format=percent) for name in columns
    }
    event = st.dataframe(
        pd.DataFrame(shown),
        hide_index=True,
        height=min(HEIGHT, 38 + 35 * max(1, len(rows))),
        key=key,
        column_config={t("evaluate.column_text"): st.column_config.TextColumn(width=420), **bars},
        on_select="rerun",
        selection_mode="single-row",
    )
    chosen = [rows[number] for number in event.selection.rows if number < len(rows)]
    if chosen and source.has_texts:
        _open(source, chosen[0], model, t, key)
    else:
        st.caption(t("evaluate.choose_row" if source.has_texts else "evaluate.texts_elsewhere"))


def shown_texts(source: Source, rows: Sequence[int], t: Translator) -> list[str]:
    """The rows' texts; of a data set that is not here, what stands for them."""
    if source.has_texts:
        return [source.scored.texts[row] for row in rows]
    return [t("evaluate.not_here")] * len(rows)


def _open(source: Source, row: int, model: int, t: Translator, key: str) -> None:
    text, name = source.scored.texts[row], source.scored.verdicts[model].name
    st.markdown(foreign(text))
    with st.container(horizontal=True):
        if st.button(t("evaluate.open_predict"), icon=":material/sentiment_satisfied:", key=f"{key}_predict"):
            go_to("predict", {SENTENCE_KEY: text})
        if st.button(t("evaluate.open_why"), icon=":material/contrast:", key=f"{key}_why"):
            go_to("why", {SENTENCE_KEY: text, **({"why_model": name} if name in OFFERED else {})})


def _label(label: int, t: Translator) -> str:
    return t(f"verdict.{LABELS[label]}") if label >= 0 else ""
