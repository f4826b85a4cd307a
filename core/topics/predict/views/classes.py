"""Predict's answers of a model with other classes than negative and positive: a bar for each."""

import streamlit as st

from core.app.foreign import foreign
from core.app.models.cached_models import timed_classes
from core.app.models.hub_model import chosen_positive
from core.app.numbers import numeral
from core.app.panels import figure, notes
from core.app.state import Translator
from core.app.widgets.components import token_chips


def is_of_classes(name: str) -> bool:
    """Whether a model has other classes, of which nobody has said that one is positive."""
    from core.models.classes import classifier

    return classifier.is_of_classes(name, chosen_positive(name))


def classes_card(name: str, text: str, label: str, t: Translator, key: str) -> None:
    """The likeliest class, the probabilities of all, remarks and the tokens that were read."""
    from core.topics.predict.figures import class_bars

    timed = timed_classes(name, text)
    found = timed.prediction
    percent = numeral(100 * max(found.probabilities), ".1f")
    st.markdown(
        f"**{t('predict.classes_said', percent=percent, verdict=foreign(found.word))}** · {foreign(label)}"
    )
    figure("predict.classes", class_bars, found.classes, found.probabilities, t=t, key=f"{key}_{name}")
    notes(found, t)
    token_chips(found.tokens, t, key=f"{key}_tokens_{name}")


def classes_line(name: str, text: str, t: Translator) -> tuple[str, str, float]:
    """A line's class with its percentage, the class alone and its probability."""
    found = timed_classes(name, text).prediction
    share = max(found.probabilities)
    said = t("predict.classes_said", percent=numeral(100 * share, ".1f"), verdict=found.word)
    return said, found.word, share
