"""Positions: six ways to give attention, which sees no order, the positions of its words."""

from core.app.guess import Guess
from core.app.page import ConceptPage, Exercises, Measured, Twins, Views
from core.topics.positions.views import shared
from core.topics.positions.views.code import twin_inputs
from core.topics.positions.views.compute import compute
from core.topics.positions.views.measured import flips
from core.topics.positions.views.rope import rope_view
from core.topics.positions.views.scores import alibi_view, shaw_view, t5_view
from core.topics.positions.views.steps import steps_view
from core.topics.positions.views.together import together_view
from core.topics.positions.views.vectors import learned_view, order_view, sinusoidal_view

GUESSES = {
    "steps": Guess(
        "changed_without_positions",
        "core.topics.positions.views.guesses:changed_without_positions",
        options=("all", "moved", "none"),
    ),
    "order": Guess(
        "order_flips", "core.topics.positions.views.guesses:order_flips", high=20.0, unit="orders"
    ),
    "learned": Guess(
        "table_directions",
        "core.topics.positions.views.guesses:table_directions",
        low=1.0,
        high=384.0,
        unit="number",
    ),
}

PAGE = ConceptPage(
    "positions",
    see=Views(
        "positions_view",
        {
            "steps": steps_view,
            "order": order_view,
            "sinusoidal": sinusoidal_view,
            "learned": learned_view,
            "shaw": shaw_view,
            "t5": t5_view,
            "alibi": alibi_view,
            "rope": rope_view,
            "together": together_view,
        },
        note=shared.note,
        guesses=GUESSES,
    ),
    compute=compute,
    code=Twins("positions_twin", "core.topics.positions.twins:TWINS", twin_inputs, default="rope"),
    write=Exercises("positions", twin_inputs),
    measured=Measured(
        {
            "extrapolation": "core.topics.positions.figures.measured:perplexity_by_length",
            "word_order": "core.topics.positions.figures.measured:order_by_length",
            "position_cost": "core.topics.positions.figures.measured:cost_curves",
        },
        below={"word_order": flips},
    ),
)
