"""The result of a scored file: figures, table, mistakes, download."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from core.app import url_state
from core.app.models.trained_here import trained
from core.app.numbers import numeral
from core.app.panels import chart
from core.app.state import SENTENCE_KEY, Translator, colours, language
from core.app.widgets.controls import controls
from core.app.widgets.links import go_to
from core.base.numbers import percent_sign
from core.models.catalog import OFFERED
from core.models.prediction import LABELS
from core.topics.batch.views.reliability import show_trust

ROWS_SHOWN = 500
MISTAKES_SHOWN = 20
MOST_RESULTS = 4


@st.cache_resource(max_entries=MOST_RESULTS, show_spinner=False)
def result_of(output: Path, modified: float) -> Any:
    """The numbers of a scored file; `modified` (seconds) tells a new file from an old one."""
    from core.scoring.result import read_result

    return read_result(output)


def show_result(output: Path, t: Translator) -> None:
    """Everything about a scored file under a threshold to drag."""
    result = result_of(output, output.stat().st_mtime)
    threshold = url_state.slider(
        t("batch.threshold"),
        low=0.5,
        high=1.0,
        step=0.01,
        key="batch_threshold",
        default=result.summary["threshold"],
        container=controls("batch"),
        help=t("batch.threshold_help"),
    )
    _pictures(result, threshold, t)
    _numbers(result, threshold, t)
    _download(output, result, threshold, t)
    if result.agreement().total:
        show_trust(result, threshold, t)
    st.markdown(f"#### {t('batch.rows')}")
    if len(result.probability) > ROWS_SHOWN:
        st.caption(t("batch.rows_shown", shown=ROWS_SHOWN, count=f"{len(result.probability):,}"))
    st.caption(t("batch.choose_row"))
    _table(result, result.top_rows(ROWS_SHOWN), threshold, t, key="batch_rows")
    if result.agreement().total:
        _mistakes(result, threshold, t)


def _numbers(result: Any, threshold: float, t: Translator) -> None:
    summary = result.summary
    positive = summary["positive"] / summary["scored"] if summary["scored"] else 0.0
    shown = {
        "scored": f"{summary['scored']:,}",
        "positive": numeral(positive, ".1%"),
        "needs_review": f"{result.needs_review(threshold):,}",
    }
    agreement = result.agreement()
    if agreement.total:
        shown |= {"accuracy": numeral(agreement.accuracy, ".1%"), "f1": numeral(agreement.f1, ".3f")}
    for column, (name, value) in zip(st.columns(len(shown)), shown.items(), strict=True):
        column.metric(t(f"batch.metric_{name}", rows=f"{summary['rows']:,}"), value)
    st.caption(_who_answered(summary, t))
    if in_windows := summary.get("in_windows", 0):
        st.caption(t("batch.in_windows", count=in_windows))
    for problem, count in summary["problems"].items():
        st.caption(t("batch.problem", count=f"{count:,}", problem=t(f"problems.{problem}")))


def _who_answered(summary: dict[str, Any], t: Translator) -> str:
    """The model that read the rows, or the two with their numbers of rows."""
    models = summary.get("models")
    if models is None and summary["model"]["name"] not in OFFERED:
        return t("batch.answered_own")
    if models is None:
        return t("batch.answered_one", model=_name_of(summary["model"], t))
    rows = {f"rows_{language}": f"{found['rows']:,}" for language, found in models.items()}
    names = {f"model_{language}": _name_of(found["model"], t) for language, found in models.items()}
    return t("batch.answered_both", **rows, **names)


def _name_of(model: dict[str, Any], t: Translator) -> str:
    name = str(model["name"])
    return t(f"models.{name}") if name in OFFERED else t("models.other")


def _download(output: Path, result: Any, threshold: float, t: Translator) -> None:
    from core.scoring.places import summary_path
    from core.scoring.rethreshold import with_threshold

    name = f"{Path(result.summary['input']).stem}-scored.csv"
    left, right = st.columns(2)
    left.download_button(
        t("batch.download"),
        data=lambda: with_threshold(output, result, threshold).read_bytes(),
        file_name=name,
        mime="text/csv",
        type="primary",
        icon=":material/download:",
        on_click="ignore",
        key="batch_download",
        width="stretch",
    )
    right.download_button(
        t("batch.download_summary"),
        data=lambda: summary_path(output).read_bytes(),
        file_name=f"{name}.summary.json",
        mime="application/json",
        icon=":material/data_object:",
        on_click="ignore",
        key="batch_download_summary",
        width="stretch",
    )
    _computed_by(result.summary, t)


def _computed_by(summary: dict[str, Any], t: Translator) -> None:
    """Say which backends computed, if any; files scored by an earlier version do not tell."""
    from core.scoring.backends.backend import NAMES

    sources = [*summary["models"].values()] if "models" in summary else [summary]
    engines = [one["engine"] for one in sources if one.get("engine", {}).get("backend") in NAMES]
    if engines:
        seconds = numeral(summary["seconds"], ",.1f")
        backend = ", ".join(sorted({engine["backend"] for engine in engines}))
        threads = max(int(engine["threads"]) for engine in engines)
        st.caption(t("batch.engine", backend=backend, threads=threads, seconds=seconds))
        if any(engine.get("exits") for engine in engines):
            st.caption(t("batch.engine_early"))


def _pictures(result: Any, threshold: float, t: Translator) -> None:
    from core.topics.batch.figures import confusion_matrix, probability_histogram

    agreement = result.agreement()
    columns = st.columns([3, 2], gap="large") if agreement.total else [st.container()]
    with columns[0]:
        texts = {key: t(f"batch.histogram_{key}") for key in ("title", "x", "y", "hover", "review")}
        figure = probability_histogram(result.histogram(), threshold, texts, colours())
        chart(figure, key="batch_histogram", alt=t("batch.histogram_alt"))
    if agreement.total:
        with columns[1]:
            texts = {key: t(f"batch.confusion_{key}") for key in ("title", "x", "y", "hover")}
            names = [t(f"verdict.{label}") for label in LABELS]
            figure = confusion_matrix(agreement.counts, names, texts, colours())
            chart(figure, key="batch_confusion", alt=t("batch.confusion_alt"))


def _table(result: Any, rows: Sequence[Any], threshold: float, t: Translator, key: str) -> None:
    flags = result.review_flags(threshold)
    probability = t("batch.column_probability")
    more = {t("batch.column_language"): [_language(row, t) for row in rows]} if result.is_mixed else {}
    more |= {t("batch.column_because"): [row.because for row in rows]} if result.explains else {}
    table = pd.DataFrame(
        {
            t("batch.column_row"): [row.index + 1 for row in rows],
            t("batch.column_text"): [row.text for row in rows],
            t("batch.column_prediction"): [_label(row.probability, t) for row in rows],
            **more,
            probability: [None if row.probability is None else 100 * row.probability for row in rows],
            t("batch.column_review"): [bool(flags[row.index]) for row in rows],
            t("batch.column_problem"): [t(f"problems.{row.problem}") if row.problem else "" for row in rows],
        }
    )
    wide = st.column_config.TextColumn(width=380)
    shown = f"%.1f{percent_sign(language()).replace('%', '%%')}"
    bar = st.column_config.ProgressColumn(probability, min_value=0, max_value=100, format=shown)
    event = st.dataframe(
        table,
        hide_index=True,
        height=min(440, 38 + 35 * len(rows)),
        key=key,
        column_config={probability: bar, t("batch.column_text"): wide},
        on_select="rerun",
        selection_mode="single-row",
    )
    chosen = [rows[number] for number in event.selection.rows if number < len(rows)]
    scored = [row for row in chosen if row.probability is not None]
    if scored:
        _open_in_why(scored[0], result, t, key)


def _open_in_why(row: Any, result: Any, t: Translator, key: str) -> None:
    """The page Why with the text of a row, and the model that scored it where it is one of ours."""
    name = result.model_of(row)
    own = {str(one.folder): one.id for one in trained()}
    chosen = name if name in OFFERED else own.get(name)
    model = {} if chosen is None else {"why_model": chosen}
    if st.button(t("batch.open_why", row=row.index + 1), icon=":material/search:", key=f"{key}_why"):
        go_to("why", {SENTENCE_KEY: row.text, **model})


def _language(row: Any, t: Translator) -> str:
    return t(f"batch.language_{row.language}") if row.language else ""


def _label(probability: float | None, t: Translator) -> str:
    return "" if probability is None else t(f"verdict.{LABELS[probability >= 0.5]}")


def _mistakes(result: Any, threshold: float, t: Translator) -> None:
    """The rows whose label the model missed, the surest first."""
    st.markdown(f"#### {t('batch.mistakes')}")
    rows = result.rows(result.mistakes(MISTAKES_SHOWN))
    if not rows:
        st.caption(t("batch.no_mistakes"))
        return
    _table(result, rows, threshold, t, key="batch_mistakes")
