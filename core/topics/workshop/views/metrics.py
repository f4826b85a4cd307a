"""From logits to accuracy and F1, with the counts of the data at hand."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.glossary import explained
from core.app.models.cached_models import classifier
from core.app.models.trained_here import trained
from core.app.numbers import numeral
from core.app.panels import DEFAULT_HEIGHT, figure, table
from core.app.state import Translator
from core.app.url_picks import option_in_url, pick, worded_buttons
from core.app.widgets.controls import controls
from core.models.catalog import CHINESE_BAG, CHINESE_MODEL, CLASSIFIERS, CLASSIFIERS_CHINESE
from core.topics.workshop.views.source import choose_source, data_of, dev_of, note_on

if TYPE_CHECKING:
    from core.data.labelled import Split
    from core.trace.dataset_predictions import DatasetPredictions

MODEL = "workshop_judged"
FIRST = "sst2-gru"  # quick also on all of SST-2's dev set
OUTCOMES = ("true_positive", "false_negative", "false_positive", "true_negative")
EVERY, MISTAKES = "all", "mistakes"
MOST_ROWS = 300
MOST_TIMES = 300  # as many sentences, in the picture of the interval


def metrics_step(t: Translator) -> None:
    """Choose data and model; then argmax, counts, formulas and the interval."""
    choices = controls("workshop_metrics")
    source = choose_source(t, choices)
    if source is None:
        return
    data = data_of(source)
    model, model_label = _choose_model(data.about.language, t, choices)
    dev = dev_of(data)
    choices.caption(explained(t("workshop_metrics.on", count=f"{len(dev):,}")))
    with st.skeleton(420):
        predictions = dev_predictions(model, dev.fingerprint(), dev)
    left, right = st.columns(2, gap="medium")
    with left:
        _counts(predictions, model_label, t)
    with right:
        _formulas(predictions, t)
    note_on(source, t)
    _interval(predictions, t)
    _rows(predictions, dev, t)


def _choose_model(language: str, t: Translator, container: Any) -> tuple[str, str]:
    """A shipped model that reads the language, or one trained here: what loads it, and its name here."""
    own = {model.id: model for model in trained() if not model.has_other_classes}

    def model_label(name: str) -> str:
        return own[name].label(t) if name in own else t(f"models.{name}")

    shipped = CLASSIFIERS_CHINESE if language == "zh" else (*CLASSIFIERS, CHINESE_MODEL)
    options = (*shipped, *own)
    chosen = option_in_url(MODEL, options, CHINESE_BAG if language == "zh" else FIRST)
    label = t("workshop_metrics.model")
    chosen = pick(label, options, key=MODEL, chosen=chosen, names=model_label, container=container)
    return (str(own[chosen].folder) if chosen in own else chosen), model_label(chosen)


@st.cache_resource(max_entries=12, show_spinner=False)
def dev_predictions(model: str, fingerprint: str, _dev: "Split") -> "DatasetPredictions":
    """A model's logits on every dev sentence, and their metrics; seconds where there are hundreds."""
    from core.trace.dataset_predictions import predict_dataset

    return predict_dataset(classifier(model), _dev.sentences, _dev.labels)


def _counts(predictions: "DatasetPredictions", model_label: str, t: Translator) -> None:
    """The confusion matrix."""
    from core.topics.workshop.figures.metrics import confusion_table

    figure(
        "workshop_metrics.confusion",
        confusion_table,
        predictions.counts.matrix,
        t=t,
        key="workshop_confusion",
        more={name: t(f"verdict.{name}") for name in ("negative", "positive")},
        model=model_label,
    )


def _formulas(predictions: "DatasetPredictions", t: Translator) -> None:
    """Accuracy, precision, recall and F1, each with its counts."""
    from core.topics.workshop import metric_formulas as formulas

    counts = predictions.counts
    st.markdown(f"**{t('workshop_metrics.accuracy')}**")
    st.latex(formulas.accuracy_formula(counts, predictions.accuracy))
    st.markdown(f"**{t('workshop_metrics.precision_recall')}**")
    st.latex(formulas.precision_recall_formula(counts))
    st.markdown(f"**{t('workshop_metrics.f1')}**")
    st.latex(formulas.f1_formula(counts, predictions.f1))
    st.caption(t("workshop_metrics.f1_note"))


def _interval(predictions: "DatasetPredictions", t: Translator) -> None:
    """Wilson's interval, with its formula, and how it narrows with more sentences."""
    from core.topics.workshop.concepts.sample_size import intervals_by_size
    from core.topics.workshop.figures.metrics import interval_by_count
    from core.topics.workshop.metric_formulas import interval_formula

    (low, high), counts = predictions.interval, predictions.counts
    bounds = {
        "low": numeral(low, ".1%"),
        "high": numeral(high, ".1%"),
        "points": numeral((high - low) * 100, ".1f"),
    }
    count = f"{counts.total:,}"
    st.markdown(f"#### {t('workshop_metrics.interval')}")
    st.markdown(explained(t("workshop_metrics.interval_told", count=count, **bounds)), width=760)
    st.latex(interval_formula(predictions.accuracy, counts.total, predictions.interval))
    totals, lows, highs = intervals_by_size(counts.right, counts.total, MOST_TIMES).T.numpy()
    here = (counts.total, predictions.accuracy)
    family, key = "workshop_metrics.by_count", "workshop_interval"
    figure(family, interval_by_count, totals, lows, highs, here, t=t, key=key, count=count)


def _rows(predictions: "DatasetPredictions", dev: "Split", t: Translator) -> None:
    """Each sentence's two logits, the larger of which is the prediction."""
    st.markdown(f"#### {t('workshop_metrics.argmax')}")
    st.markdown(explained(t("workshop_metrics.argmax_about")), width=760)
    outcome = worded_buttons(
        "workshop_metrics.outcome", (EVERY, MISTAKES, *OUTCOMES), t, default=EVERY, key="workshop_outcome"
    )
    rows = _rows_of(outcome, predictions)
    if len(rows) > MOST_ROWS:
        st.caption(t("workshop_data.first_rows", shown=MOST_ROWS))
        rows = rows[:MOST_ROWS]
    columns = {
        t("workshop_data.column_sentence"): [dev.sentences[row] for row in rows],
        t("verdict.logit_negative"): [round(float(predictions.logits[row, 0]), 3) for row in rows],
        t("verdict.logit_positive"): [round(float(predictions.logits[row, 1]), 3) for row in rows],
        "argmax": [int(predictions.predicted[row]) for row in rows],
        t("workshop_data.column_label"): [dev.labels[row] for row in rows],
    }
    table(columns, most=DEFAULT_HEIGHT)


def _rows_of(outcome: str, predictions: "DatasetPredictions") -> list[int]:
    if outcome == EVERY:
        return list(range(predictions.counts.total))
    return predictions.mistakes() if outcome == MISTAKES else predictions.of(outcome)
