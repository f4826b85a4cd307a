"""Workshop, step 7: from logits to accuracy and F1, with the counts of the data at hand."""

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.app.models.cached_models import classifier
from core.app.models.trained_here import trained
from core.app.panels import chart
from core.app.state import Translator, colours
from core.app.url_picks import option_in_url, pick, worded_buttons
from core.models.catalog import CLASSIFIERS
from core.topics.workshop.views.source import choose_source, data_of

if TYPE_CHECKING:
    from core.data.labelled import Split
    from core.trace.dataset_predictions import DatasetPredictions

MODEL = "workshop_judged"
FIRST = "sst2-gru"  # quick also on all of SST-2's dev set
OUTCOMES = ("true_positive", "false_negative", "false_positive", "true_negative")
EVERY = "all"
MOST_ROWS = 300
MOST_TIMES = 300  # as many sentences, in the picture of the interval
Z = 1.959964


def metrics_step(t: Translator) -> None:
    """Choose data and model; then argmax, counts, formulas and the interval."""
    source = choose_source(t)
    if source is None:
        return
    name, called = _model(t)
    dev = data_of(source).dev
    st.caption(t("workshop_metrics.on", count=f"{len(dev):,}"))
    with st.skeleton(420):
        predictions = judged(name, dev.fingerprint(), dev)
    left, right = st.columns(2, gap="medium")
    with left:
        _counts(predictions, called, t)
    with right:
        _formulas(predictions, t)
    _interval(predictions, t)
    _rows(predictions, dev, t)


def _model(t: Translator) -> tuple[str, str]:
    """A shipped model or one trained here: what loads it, and what it is called."""
    own = {one.id: one for one in trained()}

    def called(name: str) -> str:
        return own[name].label(t) if name in own else t(f"models.{name}")

    options = (*CLASSIFIERS, *own)
    chosen = option_in_url(MODEL, options, FIRST)
    chosen = pick(t("workshop_metrics.model"), options, key=MODEL, chosen=chosen, names=called)
    return (str(own[chosen].folder) if chosen in own else chosen), called(chosen)


@st.cache_resource(max_entries=12, show_spinner=False)
def judged(name: str, fingerprint: str, _dev: "Split") -> "DatasetPredictions":
    """A model's logits on every dev sentence, and what follows; seconds where there are hundreds."""
    from core.trace.dataset_predictions import predict_dataset

    return predict_dataset(classifier(name), _dev.sentences, _dev.labels)


def _counts(predictions: "DatasetPredictions", called: str, t: Translator) -> None:
    from core.topics.workshop.figures.metrics import confusion_table

    counts = predictions.counts
    cells = (
        (counts.true_negative, counts.false_positive),
        (counts.false_negative, counts.true_positive),
    )
    words = {part: t(f"workshop_metrics.confusion_{part}") for part in ("x", "y", "hover")}
    words["title"] = t("workshop_metrics.confusion_title", model=called)
    words |= {name: t(f"verdict.{name}") for name in ("negative", "positive")}
    alt = t("workshop_metrics.confusion_alt")
    chart(confusion_table(cells, words, colours()), key="workshop_confusion", alt=alt)


def _formulas(predictions: "DatasetPredictions", t: Translator) -> None:
    """Accuracy, precision, recall and F1, each with its counts."""
    counts = predictions.counts
    tp, fp, fn, tn = (
        counts.true_positive,
        counts.false_positive,
        counts.false_negative,
        counts.true_negative,
    )
    st.markdown(f"**{t('workshop_metrics.accuracy')}**")
    st.latex(
        rf"\frac{{TP+TN}}{{N}} = \frac{{{tp}+{tn}}}{{{counts.total}}} = \mathbf{{{predictions.accuracy:.4f}}}"
    )
    st.markdown(f"**{t('workshop_metrics.precision_recall')}**")
    st.latex(
        rf"\begin{{aligned}} P &= \frac{{TP}}{{TP+FP}} = {_share(tp, tp + fp)} \\[10pt]"
        rf" R &= \frac{{TP}}{{TP+FN}} = {_share(tp, tp + fn)} \end{{aligned}}"
    )
    st.markdown(f"**{t('workshop_metrics.f1')}**")
    st.latex(
        rf"\begin{{aligned}} \frac{{2PR}}{{P+R}} &= \frac{{2\,TP}}{{2\,TP+FP+FN}} \\[10pt]"
        rf" &= \frac{{2\cdot{tp}}}{{2\cdot{tp}+{fp}+{fn}}} = \mathbf{{{predictions.f1:.4f}}} \end{{aligned}}"
    )
    st.caption(t("workshop_metrics.f1_note"))


def _share(part: int, whole: int) -> str:
    """A fraction with its value; nothing can be said of none."""
    return rf"\frac{{{part}}}{{{whole}}} = {part / whole:.4f}" if whole else "-"


def _interval(predictions: "DatasetPredictions", t: Translator) -> None:
    """Wilson's interval, with its formula, and how it narrows with more sentences."""
    import numpy as np

    from core.nn.metrics import wilson_interval
    from core.topics.workshop.figures.metrics import interval_by_count

    low, high = predictions.interval
    total, share = predictions.counts.total, predictions.accuracy
    numbers = {"low": f"{low:.1%}", "high": f"{high:.1%}", "points": f"{(high - low) * 100:.1f}"}
    st.markdown(f"#### {t('workshop_metrics.interval')}")
    st.markdown(t("workshop_metrics.interval_told", count=f"{total:,}", **numbers), width=760)
    st.latex(
        r"\frac{p + \frac{z^2}{2N} \pm z\sqrt{\frac{p(1-p)}{N} + \frac{z^2}{4N^2}}}{1 + \frac{z^2}{N}}"
        rf",\quad p = {share:.4f},\; N = {total},\; z = {Z:.2f}"
        rf"\;\Rightarrow\; [{low:.4f},\, {high:.4f}]"
    )
    right = predictions.counts.true_positive + predictions.counts.true_negative
    times = np.unique(np.geomspace(1, MOST_TIMES, 40).round()).astype(int).tolist()
    bounds = np.array([wilson_interval(right * k, total * k) for k in times], dtype=np.float32)
    totals = np.array(times, dtype=np.float32) * total
    words = {part: t(f"workshop_metrics.by_count_{part}") for part in ("title", "x", "y", "hover")}
    words["here"] = t("workshop_metrics.by_count_here", count=f"{total:,}")
    figure = interval_by_count(totals, bounds[:, 0], bounds[:, 1], (total, share), words, colours())
    chart(figure, key="workshop_interval", alt=t("workshop_metrics.by_count_alt"))


def _rows(predictions: "DatasetPredictions", dev: "Split", t: Translator) -> None:
    """Each sentence's two logits, the larger of which is the verdict."""
    st.markdown(f"#### {t('workshop_metrics.argmax')}")
    st.markdown(t("workshop_metrics.argmax_about"), width=760)
    outcome = worded_buttons(
        "workshop_metrics.outcome", (EVERY, *OUTCOMES), t, default=EVERY, key="workshop_outcome"
    )
    rows = list(range(len(dev))) if outcome == EVERY else predictions.of(outcome)
    if len(rows) > MOST_ROWS:
        st.caption(t("workshop_data.first_rows", shown=MOST_ROWS))
        rows = rows[:MOST_ROWS]
    table = {
        t("workshop_data.column_sentence"): [dev.sentences[row] for row in rows],
        t("verdict.logit_negative"): [round(float(predictions.logits[row, 0]), 3) for row in rows],
        t("verdict.logit_positive"): [round(float(predictions.logits[row, 1]), 3) for row in rows],
        "argmax": [int(predictions.predicted[row]) for row in rows],
        t("workshop_data.column_label"): [dev.labels[row] for row in rows],
    }
    st.dataframe(pd.DataFrame(table), hide_index=True)
