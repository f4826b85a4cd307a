"""Pretraining: masked words, next sentences, and why both sides matter."""

from core.app.guess import Guess
from core.app.page import ConceptPage, Exercises, Measured, Twins, Views
from core.topics.pretraining.views import shared
from core.topics.pretraining.views.code import twin_inputs
from core.topics.pretraining.views.compute import compute
from core.topics.pretraining.views.contexts import contexts_view
from core.topics.pretraining.views.corrupt import corrupt_view
from core.topics.pretraining.views.guess import guess_view, sides_view
from core.topics.pretraining.views.measured import network
from core.topics.pretraining.views.next_sentence import next_view

GUESSES = {
    "corrupt": Guess("shown_as_mask", "core.topics.pretraining.views.guesses:shown_as_mask"),
    "guess": Guess("last_word", "core.topics.pretraining.views.guesses:last_word", digits=1),
}

PAGE = ConceptPage(
    "pretraining",
    see=Views(
        "pretraining_view",
        {
            "guess": guess_view,
            "sides": sides_view,
            "contexts": contexts_view,
            "corrupt": corrupt_view,
            "next": next_view,
        },
        default=shared.first_view,
        guesses=GUESSES,
    ),
    compute=compute,
    code=Twins("pretraining_twin", "core.topics.pretraining.twins:TWINS", twin_inputs, default="corrupt"),
    write=Exercises("pretraining", twin_inputs),
    measured=Measured(
        {
            "mask_sides": "core.topics.pretraining.figures:sides_accuracy",
            "mask_rate": "core.topics.pretraining.figures:rate_curve",
            "mask_mix": "core.topics.pretraining.figures:mix_accuracy",
        },
        above=network,
    ),
)
