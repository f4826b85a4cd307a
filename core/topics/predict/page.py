"""Predict: what the models say of a sentence, how they compute it, and how far to trust them."""

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from core.app import url_state
from core.app.models.cached_models import card, read
from core.app.page import concept_page
from core.app.state import Translator, colours, sentence
from core.app.widgets.panels import chart
from core.data.language import is_chinese
from core.models.catalog import CHINESE_MODEL, CLASSIFIERS, COMPARED, MAIN_MODEL
from core.models.selection import compared_for, model_for
from core.topics.predict import views
from core.topics.predict.views import CARD_HEIGHT

VIEWS = ("one", "whatif", "several")


def see(t: Translator) -> None:
    """The models stand first, though the texts below decide which of them are suggested."""
    place = st.container()
    view = url_state.choose(
        t("predict.view"),
        VIEWS,
        key="predict_view",
        default="one",
        names=lambda name: t(f"predict.view_{name}"),
    )
    lines = views.typed_lines(t) if view == "several" else []
    edited = views.edited_sentence(t) if view == "whatif" else ""
    with place:
        models = views.chosen_models(lines or [edited or sentence()], t)
    if not models:
        return
    if view == "several":
        if lines:
            views.several(lines, models, t)
    elif view == "whatif":
        views.what_if(edited, models, t)
    else:
        views.one(models, t)


def compute(t: Translator) -> None:
    """From two logits to one probability, with the sentence's own numbers."""
    from core.topics.predict.figures import logistic_curve

    points = {}
    with st.skeleton(CARD_HEIGHT):
        for name in compared_for([sentence()]):
            prediction = read(name, sentence()).prediction
            negative, positive = prediction.logits
            points[t(f"models.{name}")] = (positive - negative, prediction.probability)
    main = t(f"models.{model_for([sentence()])}")
    negative, positive = read(model_for([sentence()]), sentence()).prediction.logits
    st.markdown(t("predict.compute", model=main))
    st.latex(
        rf"p = \frac{{e^{{{positive:.3f}}}}}{{e^{{{negative:.3f}}} + e^{{{positive:.3f}}}}}"
        rf" = \frac{{1}}{{1 + e^{{-({positive - negative:.3f})}}}}"
        rf" = {points[main][1]:.4f}"
    )
    texts = {key: t(f"predict.curve_{key}") for key in ("title", "x", "y")}
    chart(logistic_curve(points, texts, colours()), key="predict_curve", alt=t("predict.curve_alt"))


def code(t: Translator) -> None:
    """Softmax, cross-entropy, accuracy, F1 and TF-IDF beside the library's, on the lines typed."""
    import torch

    from core.app.models.cached_models import classifier
    from core.app.widgets.twin_panel import twin_panel
    from core.nn import bag_of_words, classification, metrics

    typed = (sentence(), *t("predict.lines_example").splitlines())
    lines = [line for line in dict.fromkeys(typed) if line.strip()]
    with st.skeleton(CARD_HEIGHT):
        predictions = [read(model_for([line]), line).prediction for line in lines]
    said = [str(number) for number, prediction in enumerate(predictions) if prediction.label == "positive"]
    yours = url_state.choose_many(
        t("predict.yours"),
        [str(number) for number in range(len(lines))],
        key="predict_yours",
        default=said,
        names=lambda number: lines[int(number)][:60],
    )
    logits = torch.tensor([prediction.logits for prediction in predictions])  # (B, 2)
    classes = logits.argmax(dim=-1)  # (B,)
    labels = torch.tensor([int(str(number) in yours) for number in range(len(lines))])  # (B,)
    softmax, loss = classification.TWINS[:2]
    twin_panel(softmax, (logits,), t)
    twin_panel(loss, (logits, labels), t)
    for twin in metrics.TWINS:
        twin_panel(twin, (classes, labels), t)
    baseline = classifier(CHINESE_MODEL if is_chinese(sentence()) else "bag-of-words")
    twin_panel(bag_of_words.TWINS[0], (lines, baseline.vocabulary, baseline.idf), t)


def measured(t: Translator) -> None:
    """What the shipped models scored on the 872 dev sentences, from their model cards."""
    from core.app.figures.reliability import accuracy_intervals
    from core.topics.predict.figures_training import training_curves

    cards = {name: card(name) for name in CLASSIFIERS}
    sections = {t(f"models.{name}"): cards[name]["dev"] for name in CLASSIFIERS}
    texts = {key: t(f"predict.accuracy_{key}") for key in ("title", "x", "hover")}
    chart(
        accuracy_intervals(sections, texts, colours()), key="predict_accuracy", alt=t("predict.accuracy_alt")
    )
    main = cards[MAIN_MODEL]
    st.markdown(" ".join(_how_good(main, t)))
    _chinese_measured(t)
    texts = {key: t(f"predict.training_{key}") for key in ("title", "x", "y", "hover", "shipped")}
    curves = {t("predict.training_run", seed=run["recipe"]["seed"]): run["curve"] for run in main["mean_of"]}
    figure = training_curves(curves, main["dev"]["accuracy"], texts, colours())
    chart(figure, key="predict_training", alt=t("predict.training_alt"))
    st.caption(t("predict.command"))
    for name in (*COMPARED, CHINESE_MODEL):
        st.code(card(name)["command"], language="shell")
    how_far_to_trust(t)


def _how_good(told: dict[str, Any], t: Translator) -> list[str]:
    """The main model's accuracy, how its weights came about, and who taught it, from its card."""
    dev = told["dev"]
    low, high = (f"{bound:.1%}" for bound in dev["accuracy_interval_95"])
    figures = {"accuracy": f"{dev['accuracy']:.1%}", "count": dev["sentences"], "f1": f"{dev['f1']:.3f}"}
    teachers = told["taught_by"]["teachers"]
    taught = {
        "teacher": teachers[0]["base"]["name"],
        "accuracy": _accuracies(teachers),
        "count": f"{teachers[0]['dev']['sentences']:,}",
    }
    return [
        t("predict.accuracy_verdict", low=low, high=high, **figures),
        t("predict.accuracy_mean", runs=_accuracies(told["mean_of"])),
        t("predict.accuracy_taught", **taught),
    ]


def _accuracies(cards: Iterable[Mapping[str, Any]]) -> str:
    """What each of several networks was right on."""
    return " / ".join(f"{card['dev']['accuracy']:.1%}" for card in cards)


def _chinese_measured(t: Translator) -> None:
    """The Chinese model's figures, apart: it was judged on other texts."""
    dev = card(CHINESE_MODEL)["dev"]
    low, high = dev["accuracy_interval_95"]
    figures = {"accuracy": dev["accuracy"], "low": low, "high": high}
    shown = {name: f"{value:.1%}" for name, value in figures.items()}
    st.markdown(t("predict.accuracy_chinese", count=dev["sentences"], f1=f"{dev['f1']:.3f}", **shown))


def how_far_to_trust(t: Translator) -> None:
    """The claims about trust, each measured."""
    from core.app.figures.reliability import precision_agreement, reliability_diagram, robustness_groups
    from core.app.widgets.experiment_panel import experiment_panel

    experiment_panel("robustness", robustness_groups, t)
    experiment_panel("calibration", reliability_diagram, t)
    experiment_panel("precision", precision_agreement, t)


def draw() -> None:
    concept_page("predict", {"see": see, "compute": compute, "code": code, "measured": measured})
