"""Predict: what the models say of a sentence, how they compute it, and how far to trust them."""

from core.app.guess import Guess
from core.app.page import ConceptPage, Measured, Twins, Views
from core.topics.predict.views.code import twin_inputs
from core.topics.predict.views.compute import compute
from core.topics.predict.views.measured import shipped_models
from core.topics.predict.views.see import one_view, several_view, what_if_view

GUESSES = {
    "see": Guess("capitals", "core.topics.predict.views.guesses:moved_by_capitals", digits=1, unit="points"),
    "compute": Guess(
        "logits_apart",
        "core.topics.predict.views.guesses:logits_apart",
        high=20.0,
        step=0.2,
        digits=1,
        unit="number",
    ),
    "measured": Guess(
        "wrong_on_dev", "core.topics.predict.views.guesses:wrong_on_dev", high=200.0, unit="sentences"
    ),
}

PAGE = ConceptPage(
    "predict",
    see=Views("predict_view", {"one": one_view, "whatif": what_if_view, "several": several_view}),
    compute=compute,
    code=Twins("predict_twin", "core.topics.predict.twins:TWINS", twin_inputs, default="softmax"),
    measured=Measured(
        {
            "robustness": "core.app.figures.reliability:robustness_groups",
            "calibration": "core.app.figures.reliability:reliability_diagram",
            "precision": "core.app.figures.reliability:precision_agreement",
        },
        above=shipped_models,
    ),
    guesses=GUESSES,
)
