"""From two logits to one probability, with the sentence's own numbers."""

import streamlit as st

from core.app.glossary import explained
from core.app.models.cached_models import timed_prediction
from core.app.panels import figure
from core.app.state import Translator, sentence
from core.models.selection import compared_for, model_for
from core.topics.predict.views.shared import CARD_HEIGHT


def compute(t: Translator) -> None:
    """Each model's logits, and the curve that turns their difference into a probability."""
    from core.topics.predict.figures import logistic_curve

    points = {}
    with st.skeleton(CARD_HEIGHT):
        for name in compared_for([sentence()]):
            prediction = timed_prediction(name, sentence()).prediction
            negative, positive = prediction.logits
            points[t(f"models.{name}")] = (positive - negative, prediction.probability)
    main = t(f"models.{model_for([sentence()])}")
    negative, positive = timed_prediction(model_for([sentence()]), sentence()).prediction.logits
    st.markdown(explained(t("predict.compute", model=main)))
    st.latex(
        rf"p = \frac{{e^{{{positive:.3f}}}}}{{e^{{{negative:.3f}}} + e^{{{positive:.3f}}}}}"
        rf" = \frac{{1}}{{1 + e^{{{negative - positive:.3f}}}}}"
        rf" = {points[main][1]:.4f}"
    )
    figure("predict.curve", logistic_curve, points, t=t)
