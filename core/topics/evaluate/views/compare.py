"""Two models on the same rows: which is better, by how much, and on which rows they part."""

import pandas as pd
import streamlit as st

from core.app import url_state
from core.app.panels import figure
from core.app.state import Translator, language
from core.evaluation.scored import Scored
from core.topics.evaluate.views.look import Source, choose_model, say
from core.topics.evaluate.views.rows import open_row

ROWS_SHOWN = 500
WHO = ("both", "first", "second")


def compare_view(source: Source, t: Translator) -> None:
    """The choice of two, the difference, the table of agreements and the rows."""
    from core.evaluation.compare import compare
    from core.evaluation.told import comparison_told
    from core.topics.evaluate.figures import accuracies, agreements

    if len(source.scored.verdicts) < 2:
        st.info(t("evaluate.one_model"), icon=":material/touch_app:")
        return
    with st.container(horizontal=True):
        first = choose_model(source, t, "evaluate_first", called="first")
        second = choose_model(source, t, "evaluate_second", default=1, called="second")
    found = compare(source.scored, first, second)
    if found is None:
        st.info(t("errors.evaluation_no_labels"), icon=":material/label_off:")
        return
    names = source.names(t)
    left, right = st.columns([3, 2], gap="large")
    with left:
        figure("evaluate.accuracies", accuracies, found, names[first], names[second], t=t)
    with right:
        figure("evaluate.agreements", agreements, found, names[first], names[second], t=t)
    for sentence in comparison_told(found, names[first], names[second], language()):
        say(sentence)
    if found.discordant:
        _rows(source, first, second, t)


def _rows(source: Source, first: int, second: int, t: Translator) -> None:
    """The rows on which exactly one of the two is right, to filter, search and open."""
    from core.evaluation.compare import discordant

    names = source.names(t)
    st.markdown(f"**{t('evaluate.apart')}**")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        who = url_state.option_buttons(
            t("evaluate.who"),
            WHO,
            key="evaluate_who",
            default=WHO[0],
            names=lambda who: t(f"evaluate.who_{who}"),
            label_visibility="collapsed",
        )
        search = url_state.text_field(t("evaluate.search"), key="evaluate_search", width=320)
    scored = source.scored
    rows = [
        row
        for row in discordant(scored, first, second).tolist()
        if who == "both" or scored.right(first if who == "first" else second)[row]
        if search.casefold() in scored.texts[row].casefold()
    ]
    st.caption(t("evaluate.rows_of", shown=min(len(rows), ROWS_SHOWN), count=len(rows)))
    columns = {names[place]: _percent(scored, place, rows) for place in dict.fromkeys((first, second))}
    open_row(source, rows[:ROWS_SHOWN], columns, t, key="evaluate_apart", model=first)


def _percent(scored: Scored, model: int, rows: list[int]) -> pd.Series:
    return pd.Series(100 * scored.verdicts[model].probability[rows[:ROWS_SHOWN]])
