"""What can be told without labels: how many verdicts are probably right, and how far the texts are."""

from typing import Any

import streamlit as st

from core.app.panels import figure
from core.app.state import Translator, language
from core.evaluation.report import Unlabelled
from core.models.catalog import OFFERED
from core.topics.evaluate.views.look import Source, choose_model, say


def unlabelled_view(source: Source, t: Translator) -> None:
    """The expectation for a model's verdicts; beside it the truth, where there are labels."""
    st.markdown(t("evaluate.unlabelled_about"), width=760)
    model = choose_model(source, t, "evaluate_model")
    if source.key in ("sst2", "chnsenticorp"):
        st.info(t("evaluate.is_reference"), icon=":material/info:")
    else:
        _expected(source, model, t)
    _transfer(t)


def _expected(source: Source, model: int, t: Translator) -> None:
    from core.evaluation.report import accuracy_of
    from core.evaluation.told import unlabelled_told

    whose = _whose(source, model, t)
    with st.spinner(t("evaluate.searching")):
        found = None if whose is None else _unlabelled(source.key, model, whose, source)
    if found is None:
        st.info(t("evaluate.no_reference"), icon=":material/info:")
        return
    for sentence in unlabelled_told(found, source.names(t)[model], language()):
        say(sentence)
    truth = accuracy_of(source.scored, model)
    if truth is not None:
        say(t("evaluate.truth", truth=truth))
    if found.distance is not None and source.has_texts:
        st.markdown(f"**{t('evaluate.typical')}**")
        for row in found.distance.typical:
            say(source.scored.texts[row][:400])


def _whose(source: Source, model: int, t: Translator) -> str | None:
    """Which shipped model gave the verdicts, asked where their column does not tell."""
    name = source.scored.verdicts[model].name
    if name in OFFERED:
        return name
    chosen = st.selectbox(
        t("evaluate.whose"),
        OFFERED,
        index=None,
        format_func=lambda name: t(f"models.{name}"),
        key="evaluate_whose",
        width=320,
    )
    return None if chosen is None else str(chosen)


def _transfer(t: Translator) -> None:
    """What came of it on labelled files of other kinds."""
    from core.evaluation.transfer import read_record
    from core.topics.evaluate.figures import expected_and_true

    rows: list[dict[str, Any]] = read_record()
    held = sum(row["holds"] for row in rows)
    st.markdown(f"**{t('evaluate.measured')}**")
    figure("evaluate.transfer", expected_and_true, rows, t=t)
    st.markdown(t("evaluate.transfer_told", held=held, count=len(rows)), width=760)
    st.code("python -m core.evaluation.transfer FOLDER", language="shell", wrap_lines=True)


@st.cache_resource(max_entries=16, show_spinner=False)
def _unlabelled(key: str, model: int, name: str, _source: Source) -> Unlabelled | None:
    """What is expected in the source of this key, of verdicts that the model of this name gave."""
    from core.evaluation.report import Asked, unlabelled_of

    names = [one.name for one in _source.scored.verdicts]
    names[model] = name
    return unlabelled_of(_source.scored.named(names), model, Asked())
