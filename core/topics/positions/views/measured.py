"""The measured claims of Positions, and the sentences whose verdict hangs on the order of their words."""

import streamlit as st

from core.app.errors import friendly
from core.app.state import Translator
from core.app.widgets.experiment_panel import experiment_panel
from core.experiments import record


def measured(t: Translator) -> None:
    """Past the training length, without order, and what each scheme costs."""
    from core.topics.positions.figures.measured import cost_curves, order_by_length, perplexity_by_length

    experiment_panel("extrapolation", perplexity_by_length, t)
    experiment_panel("word_order", order_by_length, t)
    with friendly():
        _flips(t)
    experiment_panel("position_cost", cost_curves, t)


def _flips(t: Translator) -> None:
    """Sentences of dev that the model judges rightly in order, and wrongly after most shuffles."""
    import pandas as pd

    file = record.shipped("word_order")
    if not file.is_file():
        return
    numbers = record.read(file, "word_order").numbers
    st.markdown(f"**{t('positions.flips')}**")
    columns = {
        "sentence": [one["sentence"] for one in numbers["flips"]],
        "before": [f"{one['before']:.1%}" for one in numbers["flips"]],
        "shuffled": [one["shuffled"] for one in numbers["flips"]],
        "after": [f"{one['after']:.1%}" for one in numbers["flips"]],
        "share": [f"{one['share']:.0%}" for one in numbers["flips"]],
    }
    table = pd.DataFrame({t(f"positions.flip_{name}"): values for name, values in columns.items()})
    wide = st.column_config.TextColumn(width="large")
    sentences = [t(f"positions.flip_{name}") for name in ("sentence", "shuffled")]
    st.dataframe(table, hide_index=True, column_config=dict.fromkeys(sentences, wide))
    st.caption(t("positions.flips_note", shuffles=numbers["shuffles"]))
