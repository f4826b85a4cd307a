"""RNN, GRU, LSTM, bidirectional LSTM and BERT side by side: size, time here, training, accuracy."""

import statistics
import time
from typing import Any

import streamlit as st

from core.app.models.cached_models import card, classifier
from core.app.numbers import numeral, with_interval
from core.app.panels import figure, table
from core.app.state import Translator, sentence
from core.data.labelled import Language
from core.data.language import language_of
from core.models.catalog import CHINESE_MODEL, MAIN_MODEL, RECURRENT, RECURRENT_CHINESE

MODELS: dict[Language, tuple[str, ...]] = {
    "en": (*RECURRENT, MAIN_MODEL),
    "zh": (*RECURRENT_CHINESE, CHINESE_MODEL),
}
ROUNDS = 7


def compared(t: Translator) -> None:
    """A chart of accuracy with intervals, and a table of what each model costs."""
    from core.app.figures.reliability import accuracy_intervals

    st.markdown(f"#### {t('recurrent.compared')}")
    language = language_of(sentence())
    models = MODELS[language]
    cards = {name: card(name) for name in models}
    sections = {t(f"models.{name}"): cards[name]["dev"] for name in models}
    key, alt = "recurrent_compared", t("recurrent.compared_alt", count=len(models))
    title = {"title": t(f"recurrent.compared_title_{language}")}
    figure("predict.accuracy", accuracy_intervals, sections, t=t, key=key, alt=alt, more=title)
    with st.skeleton(230):
        table([row(name, cards[name], sentence(), t) for name in models])
    st.caption(t("recurrent.compared_note", rounds=ROUNDS, before=t(f"recurrent.compared_before_{language}")))
    for name in models:
        st.code(cards[name]["command"], language="shell", wrap_lines=True)


def row(name: str, card: dict[str, Any], text: str, t: Translator) -> dict[str, Any]:
    """One model's line of the table, with what it makes of the text."""
    low, high = card["dev"]["accuracy_interval_95"]
    all_of_them, without_words = parameters(name)
    return {
        t("recurrent.compared_model"): t(f"models.{name}"),
        t("recurrent.compared_accuracy"): with_interval(card["dev"]["accuracy"], low, high),
        t("recurrent.compared_verdict"): numeral(classifier(name).classify([text])[0].probability, ".1%"),
        t("recurrent.compared_parameters"): f"{all_of_them:,}",
        t("recurrent.compared_without"): f"{without_words:,}",
        t("recurrent.compared_time"): numeral(milliseconds(name, text), ".1f"),
        t("recurrent.compared_training"): numeral(training_seconds(card) / 60, ".1f"),
    }


def training_seconds(card: dict[str, Any]) -> float:
    """How long its training took; a mean's card says it of the runs that it is the mean of."""
    return float(card["seconds"] if "seconds" in card else card["run"]["seconds"])


@st.cache_resource(max_entries=8, show_spinner=False)
def parameters(name: str) -> tuple[int, int]:
    """How many numbers were learnt in all, and without the table of word vectors."""
    every = dict(classifier(name).network.named_parameters())
    tables = [
        weight.numel()
        for key, weight in every.items()
        if key.endswith(("embedding.weight", "word_embeddings.weight"))
    ]
    total = sum(weight.numel() for weight in every.values())
    return total, total - sum(tables)


@st.cache_resource(max_entries=64, show_spinner=False)
def milliseconds(name: str, text: str) -> float:
    """The median of a few readings of this sentence on this machine, after one to warm up."""
    model, taken = classifier(name), []
    for _ in range(ROUNDS + 1):
        started = time.perf_counter()
        model.classify([text])
        taken.append(time.perf_counter() - started)
    return statistics.median(taken[1:]) * 1000
