"""Rows that are there twice with different labels: one of them is wrong."""

import pandas as pd
import streamlit as st

from core.app.state import Translator, language
from core.base.i18n import label
from core.evaluation.duplicates import Duplicates
from core.topics.evaluate.views.look import Source, say

PAIRS_SHOWN = 200


def copies_view(source: Source, t: Translator) -> None:
    """How many rows repeat others, and the pairs that contradict each other."""
    if not source.has_texts:
        st.info(t("evaluate.no_texts"), icon=":material/info:")
        return
    with st.spinner(t("evaluate.searching")):
        found = _duplicates(source.key, source)
    counts = {"repeated": found.repeated, "exact": len(found.exact), "near": len(found.near)}
    say(label("evaluation.duplicates", language(), **counts))
    if not found.was_near:
        st.caption(t("evaluation.duplicates_long"))
    pairs = [*found.exact, *found.near][:PAIRS_SHOWN]
    if pairs:
        _table(source, pairs, t)


def _table(source: Source, pairs: list[tuple[int, int]], t: Translator) -> None:
    scored = source.scored
    numbers = [f"{scored.numbers[one]} · {scored.numbers[other]}" for one, other in pairs]
    columns = {
        t("evaluate.column_rows"): numbers,
        t("evaluate.first_text"): [scored.texts[one] for one, _ in pairs],
        t("evaluate.first_label"): [_verdict(int(scored.labels[one]), t) for one, _ in pairs],
        t("evaluate.second_text"): [scored.texts[other] for _, other in pairs],
        t("evaluate.second_label"): [_verdict(int(scored.labels[other]), t) for _, other in pairs],
    }
    st.dataframe(pd.DataFrame(columns), hide_index=True, key="evaluate_copies")


def _verdict(one: int, t: Translator) -> str:
    return t("verdict.positive" if one == 1 else "verdict.negative")


@st.cache_resource(max_entries=16, show_spinner=False)
def _duplicates(key: str, _source: Source) -> Duplicates:
    """The copies in the source of this key."""
    from core.evaluation.duplicates import duplicates

    return duplicates(_source.scored.texts, _source.scored.labels)
