"""Normalization: which numbers share one mean and one variance, and what follows from that."""

from core.app.guess import Guess
from core.app.page import ConceptPage, Exercises, Measured, Twins, Views
from core.topics.normalization.views.block import block_view
from core.topics.normalization.views.code import twin_inputs
from core.topics.normalization.views.companions import companions_view
from core.topics.normalization.views.compute import compute
from core.topics.normalization.views.modes import modes_view
from core.topics.normalization.views.order import order_view, table_view
from core.topics.normalization.views.padding import padding_view

GUESSES = {
    "block": Guess(
        "layer_means",
        "core.topics.normalization.views.guesses:layer_means",
        options=("4", "32", "128", "384"),
    ),
    "padding": Guess("padding_share", "core.topics.normalization.views.guesses:padding_share"),
}

PAGE = ConceptPage(
    "normalization",
    see=Views(
        "normalization_view",
        {
            "block": block_view,
            "companions": companions_view,
            "modes": modes_view,
            "padding": padding_view,
            "order": order_view,
            "table": table_view,
        },
        guesses=GUESSES,
    ),
    compute=compute,
    code=Twins(
        "normalization_twin",
        "core.topics.normalization.twins:TWINS",
        twin_inputs,
        default="module_layer_norm",
    ),
    write=Exercises("normalization", twin_inputs),
    measured=Measured(
        {
            "normalization_training": "core.topics.normalization.figures:training_accuracies",
            "normalization_depth": "core.topics.normalization.figures:depth_gradients",
            "normalization_drift": "core.topics.normalization.figures:drift_curves",
        }
    ),
)
