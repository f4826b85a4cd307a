"""What the shipped models scored, from their model cards, above the claims about trust."""

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from core.app.glossary import explained
from core.app.models.cached_models import card
from core.app.numbers import numeral
from core.app.panels import figure
from core.app.state import Translator, language
from core.models.catalog import (
    CHINESE_MODEL,
    CLASSIFIERS,
    CLASSIFIERS_CHINESE,
    COMPARED,
    COMPARED_CHINESE,
    MAIN_MODEL,
)


def shipped_models(t: Translator) -> None:
    """What the shipped models scored on the 872 dev sentences, from their model cards."""
    from core.app.figures.reliability import accuracy_intervals
    from core.topics.predict.figures_training import training_curves

    cards = {name: card(name) for name in CLASSIFIERS}
    sections = {t(f"models.{name}"): cards[name]["dev"] for name in CLASSIFIERS}
    figure("predict.accuracy", accuracy_intervals, sections, t=t)
    main = cards[MAIN_MODEL]
    between = "" if language() == "zh" else " "  # Chinese sentences follow each other without a blank
    st.markdown(explained(between.join(_how_good(main, t))))
    _chinese_measured(t)
    curves = {t("predict.training_run", seed=run["recipe"]["seed"]): run["curve"] for run in main["mean_of"]}
    figure("predict.training", training_curves, curves, main["dev"]["accuracy"], t=t)
    st.caption(t("predict.command"))
    for name in (*COMPARED, *COMPARED_CHINESE):
        st.code(card(name)["command"], language="shell")


def _how_good(main: dict[str, Any], t: Translator) -> list[str]:
    """The main model's accuracy, how its weights came about, and its teacher, from its card."""
    dev = main["dev"]
    low, high = (numeral(bound, ".1%") for bound in dev["accuracy_interval_95"])
    figures = {
        "accuracy": numeral(dev["accuracy"], ".1%"),
        "count": dev["sentences"],
        "f1": numeral(dev["f1"], ".3f"),
    }
    teachers = main["taught_by"]["teachers"]
    taught = {
        "teacher": teachers[0]["base"]["name"],
        "accuracy": _accuracies(teachers),
        "count": f"{teachers[0]['dev']['sentences']:,}",
    }
    return [
        t("predict.accuracy_verdict", low=low, high=high, **figures),
        t("predict.accuracy_mean", runs=_accuracies(main["mean_of"])),
        t("predict.accuracy_taught", **taught),
    ]


def _accuracies(cards: Iterable[Mapping[str, Any]]) -> str:
    """What each of several networks was right on."""
    return " / ".join(numeral(card["dev"]["accuracy"], ".1%") for card in cards)


def _chinese_measured(t: Translator) -> None:
    """The Chinese models' figures, apart: they were evaluated on other texts."""
    from core.app.figures.reliability import accuracy_intervals

    cards = {name: card(name) for name in CLASSIFIERS_CHINESE}
    sections = {t(f"models.{name}"): cards[name]["dev"] for name in CLASSIFIERS_CHINESE}
    words = {"title": t("predict.chinese_title"), "alt": t("predict.chinese_alt")}
    figure("predict.accuracy", accuracy_intervals, sections, t=t, key="predict_chinese", more=words)
    network = cards[CHINESE_MODEL]
    bag, length = (network["beside"][name] for name in ("bag_of_characters", "length"))
    st.markdown(
        t(
            "predict.accuracy_chinese",
            f1=numeral(network["dev"]["f1"], ".3f"),
            english=numeral(network["dev_english"]["accuracy"], ".1%"),
            gained=bag["only_the_network"],
            lost=bag["only_the_other"],
            p=numeral(bag["p"], ".1e"),
            length=numeral(length["accuracy"], ".1%"),
        )
    )
