"""Rows that are there twice with different labels: one of them is wrong; and rows that two files share."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from core.app.state import Translator, language
from core.base.i18n import label
from core.evaluation.duplicates import Duplicates
from core.evaluation.leak import Leak
from core.evaluation.scored import NO_LABEL, Scored
from core.evaluation.told import leak_told
from core.topics.evaluate.views.look import Source, say
from core.topics.evaluate.views.other_file import read_other

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
    _table(source.scored, source.scored, [*found.exact, *found.near], t, key="evaluate_copies")
    _between(source, t)


def _between(source: Source, t: Translator) -> None:
    """A second file, and which rows stand in both."""
    st.markdown(f"**{t('evaluate.other_file')}**")
    chosen = st.file_uploader(t("evaluate.other_upload"), key="evaluate_other", width=560)
    if chosen is None:
        return
    other, columns = read_other(chosen.file_id, chosen.name, chosen.getvalue())
    say(t("evaluate.other_columns" if len(columns) > 1 else "evaluate.other_column", **columns))
    with st.spinner(t("evaluate.searching")):
        leak = _leak(source.key, chosen.file_id, source, other)
    named = replace(leak, models=tuple(source.names(t)))
    for sentence in leak_told(named, chosen.name, language()):
        say(sentence.strip())
    found = leak.shared
    pairs = [*found.differing, *(pair for pair in (*found.exact, *found.near) if pair not in found.differing)]
    _table(source.scored, other, pairs, t, key="evaluate_other_rows")


def _table(scored: Scored, other: Scored, pairs: Sequence[tuple[int, int]], t: Translator, key: str) -> None:
    """Pairs of rows (one of the first, one of the second) with their texts and labels."""
    if not pairs:
        return
    pairs = pairs[:PAIRS_SHOWN]
    columns = {
        t("evaluate.column_rows"): [f"{scored.numbers[one]} · {other.numbers[two]}" for one, two in pairs],
        t("evaluate.first_text"): [scored.texts[one] for one, _ in pairs],
        t("evaluate.first_label"): [_verdict(int(scored.labels[one]), t) for one, _ in pairs],
        t("evaluate.second_text"): [other.texts[two] for _, two in pairs],
        t("evaluate.second_label"): [_verdict(int(other.labels[two]), t) for _, two in pairs],
    }
    st.dataframe(pd.DataFrame(columns), hide_index=True, key=key)


def _verdict(one: int, t: Translator) -> str:
    return "" if one == NO_LABEL else t("verdict.positive" if one == 1 else "verdict.negative")


@st.cache_resource(max_entries=16, show_spinner=False)
def _duplicates(key: str, _source: Source) -> Duplicates:
    """The copies in the source of this key."""
    from core.evaluation.duplicates import duplicates

    return duplicates(_source.scored.texts, _source.scored.labels)


@st.cache_resource(max_entries=16, show_spinner=False)
def _leak(key: str, other_key: str, _source: Source, _other: Scored) -> Leak:
    """What the source of this key shares with the other file of that."""
    from core.evaluation.leak import leak_between

    return leak_between(_source.scored, _other)
