"""Where is a model wrong? Parts that every file has, and slices worse in both halves of the rows."""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from core.app.numbers import numeral
from core.app.panels import figure
from core.app.state import Translator, language
from core.base.numbers import estimate_text
from core.evaluation.slices import FEWEST, Part, Search, Suspect
from core.evaluation.told import search_told, slice_told
from core.evaluation.traits import Slice
from core.topics.evaluate.views.look import Source, choose_model, say
from core.topics.evaluate.views.rows import open_row

ROWS_SHOWN = 200


def slices_view(source: Source, t: Translator) -> None:
    """A model, what a search for slices found, and the rows of a chosen one."""
    from core.topics.evaluate.figures import slice_accuracies

    if not source.scored.labelled.any():
        st.info(t("errors.evaluation_no_labels"), icon=":material/label_off:")
        return
    model = choose_model(source, t, "evaluate_model")
    with st.spinner(t("evaluate.searching")):
        search = _search(source.key, model, source)
    say(search_told(search, source.names(t)[model], language()))
    if not source.has_texts:
        st.caption(t("evaluate.no_words"))
    rows = source.scored.labelled
    overall = float(source.scored.right(model)[rows].mean())
    told = _pictured(search)
    if not told:
        return
    figure("evaluate.slices", slice_accuracies, told, overall, t=t)
    _table(source, search, model, t)


def _pictured(search: Search) -> list[dict[str, Any]]:
    """What was confirmed, then the parts of every file that are large enough to be seen."""
    confirmed = [one for one in search.suspects if one.is_confirmed]
    shown = {slice_told(one.slice, language()) for one in confirmed}
    parts = [part for part in search.parts if part.rows >= FEWEST]
    others = [part for part in parts if slice_told(part.slice, language()) not in shown]
    return [*(_drawn(one, True) for one in confirmed), *(_drawn(part, False) for part in others)]


def _drawn(one: Suspect | Part, is_found: bool) -> dict[str, Any]:
    """A slice for the picture."""
    name = slice_told(one.slice, language())
    return {"name": name, "accuracy": one.accuracy, "rows": one.rows, "found": is_found}


def _table(source: Source, search: Search, model: int, t: Translator) -> None:
    """All that was found and every part; a chosen one shows its rows."""
    listed: list[tuple[Slice, dict[str, Any]]] = []
    for one in search.suspects:
        state = t("evaluate.confirmed" if one.is_confirmed else "evaluate.not_confirmed")
        listed.append((one.slice, _line(one, t, numeral(one.elsewhere, ".1%"), numeral(one.q, ".2g"), state)))
    listed += [(part.slice, _line(part, t, "", "", "")) for part in search.parts]
    st.caption(t("evaluate.choose_slice"))
    event = st.dataframe(
        pd.DataFrame([line for _, line in listed]),
        hide_index=True,
        height=min(440, 38 + 35 * len(listed)),
        key="evaluate_slices_table",
        on_select="rerun",
        selection_mode="single-row",
    )
    chosen = [listed[number][0] for number in event.selection.rows if number < len(listed)]
    if chosen:
        _rows(source, chosen[0], model, t)


def _line(one: Suspect | Part, t: Translator, elsewhere: str, q: str, state: str) -> dict[str, str]:
    return {
        t("evaluate.column_slice"): slice_told(one.slice, language()),
        t("evaluate.column_rows"): f"{one.rows:,}",
        t("evaluate.column_accuracy"): estimate_text(one.accuracy, ".1%", language()),
        t("evaluate.column_elsewhere"): elsewhere,
        t("evaluate.column_q"): q,
        t("evaluate.column_state"): state,
    }


def _rows(source: Source, one: Slice, model: int, t: Translator) -> None:
    """The rows of a slice, those that the model missed first, the surest first."""
    scored = source.scored
    only_wrong = st.toggle(t("evaluate.only_wrong"), value=True, key="evaluate_only_wrong")
    inside = one.members & scored.labelled
    wrong = ~scored.right(model)
    rows = np.flatnonzero(inside & wrong if only_wrong else inside)
    order = np.lexsort((-scored.verdicts[model].confidence[rows], ~wrong[rows]))
    chosen = rows[order].tolist()
    st.caption(t("evaluate.rows_of", shown=min(len(chosen), ROWS_SHOWN), count=len(chosen)))
    percent = 100 * scored.verdicts[model].probability[chosen[:ROWS_SHOWN]]
    columns = {source.names(t)[model]: percent}
    open_row(source, chosen[:ROWS_SHOWN], columns, t, key="evaluate_slice_rows", model=model)


@st.cache_resource(max_entries=16, show_spinner=False)
def _search(key: str, model: int, _source: Source) -> Search:
    """The search in the source of this key; it takes seconds for a long file."""
    from core.evaluation.slices import search_slices

    return search_slices(_source.scored, model, _source.slices)
