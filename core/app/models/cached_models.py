"""Cached models and predictions: one load a model, one forward pass a sentence, for all pages."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import streamlit as st

from core.app.models.shared import loaded_once
from core.base.errors import SentiscopeError
from core.data.example_sentences import DEFAULT
from core.models.catalog import BAGS, QUICK
from core.models.prediction import NO_ANSWER, Classifier, Prediction

if TYPE_CHECKING:
    from core.models.bert.pretraining import GuessingNetwork
    from core.models.classes.classifier import ClassesClassifier, ClassPrediction
    from core.models.language_model import LanguageModel

MOST_MODELS = 6  # the recurrent ones, the main one, and one of the visitor's own
MOST_QUICK = len(QUICK)
MOST_PREDICTIONS = 512


@dataclass(frozen=True)
class TimedPrediction:
    """A prediction and the seconds that the model took for it, tokenization included."""

    prediction: Prediction
    seconds: float


@loaded_once(max_entries=MOST_MODELS)
def classifier(name: str, positive: str | None = None) -> Any:
    """The loaded classifier of a catalog name, folder or fetched hub id; never asks the network.

    `positive` names the class that means positive, where its name does not say so.
    """
    from core.models.classifiers import load_classifier

    if positive is None and name in BAGS:
        return quick_classifier(name)  # the same bag of words
    return _warmed_up(load_classifier(name, positive=positive))


@st.cache_resource(max_entries=MOST_QUICK, show_spinner=False)
def quick_classifier(name: str) -> Classifier:
    """A shipped model for predictions alone; the BERT among them needs no torch."""
    from core.models.classifiers import load_quick_classifier

    return _warmed_up(load_quick_classifier(name))


def _warmed_up(model: Classifier) -> Classifier:
    """The model after a pass that nobody times: the first one also makes ready what all later ones find."""
    try:
        model.classify([DEFAULT])
    except SentiscopeError as error:
        if error.key not in NO_ANSWER:  # else whoever asks will hear of it
            raise
    return model


def answering(name: str) -> Classifier:
    """What gives a model's predictions: the same as `classifier`, sooner where there is a quick one."""
    return quick_classifier(name) if name in QUICK else cast("Classifier", classifier(name))


@st.cache_resource(max_entries=MOST_PREDICTIONS, show_spinner=False)
def timed_prediction(name: str, sentence: str, positive: str | None = None) -> TimedPrediction:
    """One model's prediction for one sentence; `positive` as for `classifier`."""
    model = answering(name) if positive is None else classifier(name, positive)
    started = time.perf_counter()
    prediction = model.classify([sentence])[0]
    return TimedPrediction(prediction, time.perf_counter() - started)


@dataclass(frozen=True)
class TimedClasses:
    """A prediction of a model of any classes, and the seconds that it took."""

    prediction: "ClassPrediction"
    seconds: float


@loaded_once(max_entries=2)
def classes_classifier(name: str) -> "ClassesClassifier":
    """The loaded model of any classes of a folder or fetched hub id; never asks the network."""
    from core.models.classes.classifier import load_classes

    return load_classes(name)


@st.cache_resource(max_entries=MOST_PREDICTIONS, show_spinner=False)
def timed_classes(name: str, sentence: str) -> TimedClasses:
    """Such a model's prediction for one sentence."""
    model = classes_classifier(name)
    started = time.perf_counter()
    prediction: Any = model.classify([sentence])[0]
    return TimedClasses(prediction, time.perf_counter() - started)


@st.cache_resource(max_entries=64, show_spinner=False)
def card(name: str) -> dict[str, Any]:
    """The model card of a shipped model, without loading its weights."""
    from core.models.card import read_card
    from core.models.locate import locate

    return read_card(locate(name).folder)


@loaded_once(max_entries=3)
def language_model(name: str) -> "LanguageModel":
    """A causal language model by catalog name, folder or fetched hub id; never asks the network."""
    from core.models.language_model import load_language_model

    return load_language_model(name)


@loaded_once(max_entries=2)
def guessing_network(name: str) -> "GuessingNetwork":
    """A BERT with its pre-training heads and its tokenizer; never asks the network."""
    from core.models.bert.pretraining import load_guessing_network
    from core.models.locate import locate

    return load_guessing_network(locate(name).folder)
