"""Masks: which keys a query may not look at, how that enters its scores, and what happens without."""

from core.app.guess import Guess
from core.app.page import ConceptPage, Exercises, Measured, Twins, Views
from core.topics.masks.views.both import both_view
from core.topics.masks.views.code import twin_inputs
from core.topics.masks.views.compute import compute
from core.topics.masks.views.grid import grid_view
from core.topics.masks.views.unmasked_decoder import peek_view
from core.topics.masks.views.ways import empty_view, ways_view

GUESSES = {
    "grid": Guess("causal_verdict", "core.topics.masks.views.guesses:causal_verdict"),
    "ways": Guess(
        "zeroed_row",
        "core.topics.masks.views.guesses:zeroed_row",
        high=1.0,
        step=0.05,
        digits=2,
        unit="number",
    ),
    "empty": Guess(
        "empty_row", "core.topics.masks.views.guesses:empty_row", options=("zeros", "mean", "nan")
    ),
}

PAGE = ConceptPage(
    "masks",
    see=Views(
        "masks_view",
        {
            "grid": grid_view,
            "both": both_view,
            "ways": ways_view,
            "empty": empty_view,
            "peek": peek_view,
        },
        guesses=GUESSES,
    ),
    compute=compute,
    code=Twins("masks_twin", "core.topics.masks.twins:TWINS", twin_inputs, default="additive_causal"),
    write=Exercises("masks", twin_inputs),
    measured=Measured(
        {
            "mask_decoder": "core.topics.masks.figures:decoder_curves",
            "mask_leakage": "core.topics.masks.figures:leakage_maps",
            "mask_padding": "core.topics.masks.figures:padding_moves",
        }
    ),
)
