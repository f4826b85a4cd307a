"""The sentences whose prediction depends on the order of their words, below the claim about it."""

import streamlit as st

from core.app.numbers import numeral
from core.app.state import Translator
from core.experiments import record


def flips(t: Translator) -> None:
    """Sentences of dev that the model predicts rightly in order, and wrongly after most shuffles."""
    import pandas as pd

    file = record.shipped("word_order")
    if not file.is_file():
        return
    numbers = record.read(file, "word_order").numbers
    st.markdown(f"**{t('positions.flips')}**")
    columns = {
        "sentence": [flip["sentence"] for flip in numbers["flips"]],
        "before": [numeral(flip["before"], ".1%") for flip in numbers["flips"]],
        "shuffled": [flip["shuffled"] for flip in numbers["flips"]],
        "after": [numeral(flip["after"], ".1%") for flip in numbers["flips"]],
        "share": [numeral(flip["share"], ".0%") for flip in numbers["flips"]],
    }
    table = pd.DataFrame({t(f"positions.flip_{name}"): values for name, values in columns.items()})
    wide = st.column_config.TextColumn(width="large")
    sentences = [t(f"positions.flip_{name}") for name in ("sentence", "shuffled")]
    st.dataframe(table, hide_index=True, column_config=dict.fromkeys(sentences, wide))
    st.caption(t("positions.flips_note", shuffles=numbers["shuffles"]))
