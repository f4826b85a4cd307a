"""Decoding: greedy, beam, exhaustive search and sampling on one true tree."""

from core.app.guess import Guess
from core.app.page import ConceptPage, Exercises, Measured, Twins, Views
from core.topics.decoding.views.code import twin_inputs
from core.topics.decoding.views.compute import compute
from core.topics.decoding.views.next_token import next_view
from core.topics.decoding.views.search_cost import search_view
from core.topics.decoding.views.tree import tree_view

GUESSES = {
    "tree": Guess(
        "continuations",
        "core.topics.decoding.views.guesses:continuations",
        options=("e6", "e9", "e11", "e14", "e20"),
    ),
    "next": Guess(
        "nucleus_size",
        "core.topics.decoding.views.guesses:nucleus_size",
        options=("ten", "hundred", "thousand", "more"),
    ),
}

PAGE = ConceptPage(
    "decoding",
    see=Views(
        "decoding_view",
        {"tree": tree_view, "next": next_view, "search": search_view},
        guesses=GUESSES,
    ),
    compute=compute,
    code=Twins("decoding_twin", "core.topics.decoding.concepts.twins:TWINS", twin_inputs, default="beam"),
    write=Exercises("decoding", twin_inputs),
    measured=Measured(
        {
            "beam_width": "core.topics.decoding.figures:beam_width_curves",
            "temperature": "core.topics.decoding.figures:temperature_trade",
            "greedy_misses": "core.topics.decoding.figures:greedy_gains",
        }
    ),
)
