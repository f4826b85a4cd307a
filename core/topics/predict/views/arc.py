"""Predict's arc: the verdict sentence by sentence along a text, beside that on all of it."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.app.glossary import explained
from core.app.models.cached_models import answering, classifier, timed_prediction
from core.app.models.hub_model import chosen_positive
from core.app.numbers import numeral
from core.app.panels import MOST_HEIGHT, figure, table
from core.app.state import Translator, sentence
from core.app.waiting import waiting_for
from core.models.prediction import Prediction
from core.models.selection import model_for
from core.topics.predict.arc import FEWEST, parts_of, sentences_of, sharpest_turn
from core.topics.predict.views.classes import is_of_classes
from core.topics.predict.views.shared import CARD_HEIGHT

AT_ONCE = 16  # sentences in a batch


def show_arc(models: Mapping[str, str], t: Translator) -> None:
    """The arc of the shared text, by the model that suits it or the first chosen; nothing of a short one.

    A model of other classes than negative and positive has no probability of positive to draw.
    """
    parts = parts_of(sentence())
    able = [name for name in models if not is_of_classes(name)]
    if len(parts) < FEWEST or not able:
        return
    suited = model_for([sentence()])
    name = suited if suited in able else able[0]
    positive = chosen_positive(name)
    with waiting_for(name, CARD_HEIGHT, t, models[name]):
        whole = timed_prediction(name, sentence(), positive).prediction
        predictions = _along(name, tuple(parts), positive)
    from core.topics.predict.figures import verdict_arc

    probabilities = [prediction.probability for prediction in predictions]
    figure("predict.arc", verdict_arc, probabilities, whole.probability, t=t, model=models[name])
    st.markdown(explained(_in_words(predictions, whole, t)))
    if (count := len(sentences_of(sentence()))) > len(parts):
        st.caption(t("predict.arc_grouped", sentences=count, points=len(parts)))
    with st.expander(t("predict.arc_table")):
        columns = {
            t("predict.arc_part"): range(1, len(parts) + 1),
            t("predict.sentence"): parts,
            t("predict.arc_verdict"): [t(f"verdict.{prediction.decided}") for prediction in predictions],
            t("predict.probability_column"): probabilities,
        }
        wide = st.column_config.Column(width="large")
        table(columns, most=MOST_HEIGHT, column_config={t("predict.sentence"): wide})


@st.cache_resource(max_entries=32, show_spinner=False)
def _along(name: str, parts: tuple[str, ...], positive: str | None) -> list[Prediction]:
    """Each part's prediction."""
    model: Any = answering(name) if positive is None else classifier(name, positive)
    groups = [list(parts[start : start + AT_ONCE]) for start in range(0, len(parts), AT_ONCE)]
    return [prediction for group in groups for prediction in model.classify(group)]


def _in_words(predictions: list[Prediction], whole: Prediction, t: Translator) -> str:
    probabilities = [prediction.probability for prediction in predictions]
    turn = sharpest_turn(probabilities)
    return t(
        "predict.arc_words",
        count=len(predictions),
        positive=sum(prediction.label == "positive" for prediction in predictions),
        whole=numeral(whole.probability, ".1%"),
        before=turn,
        after=turn + 1,
        low=numeral(probabilities[turn - 1], ".1%"),
        high=numeral(probabilities[turn], ".1%"),
    )
