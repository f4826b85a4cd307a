"""Recurrent networks: the gates of an RNN, an LSTM and a GRU, word by word."""

from core.app.guess import Guess
from core.app.page import ConceptPage, Exercises, Measured, Twins, Views
from core.topics.recurrent.views.cell import cell_view
from core.topics.recurrent.views.code import twin_inputs
from core.topics.recurrent.views.comparison import compared
from core.topics.recurrent.views.compute import compute
from core.topics.recurrent.views.prefixes import prefixes_view
from core.topics.recurrent.views.reading import reading_view
from core.topics.recurrent.views.units import units_view

GUESSES = {
    "cell": Guess("gru_weights", "core.topics.recurrent.views.guesses:gru_weights", unit="number"),
    "reading": Guess("first_word", "core.topics.recurrent.views.guesses:after_first_word"),
}

PAGE = ConceptPage(
    "recurrent",
    see=Views(
        "recurrent_view",
        {"cell": cell_view, "reading": reading_view, "units": units_view, "prefixes": prefixes_view},
        guesses=GUESSES,
    ),
    compute=compute,
    code=Twins("recurrent_twin", "core.topics.recurrent.twins:TWINS", twin_inputs, default="lstm_cell"),
    write=Exercises("recurrent", twin_inputs),
    measured=Measured(
        {
            "vanishing_gradients": "core.topics.recurrent.figures_measured:gradient_curves",
            "adding_problem": "core.topics.recurrent.figures_measured:adding_errors",
            "gru_lstm": "core.topics.recurrent.figures_measured:gru_against_lstm",
        },
        above=compared,
    ),
)
