"""Inside BERT: one forward pass opened, every number on the way from tokens to a prediction."""

from core.app.guess import Guess
from core.app.models.trained_here import choose_opened
from core.app.page import ConceptPage, Exercises, Measured, Twins, Views
from core.topics.inside.views.charts import cost_view, prediction_view
from core.topics.inside.views.code import twin_inputs
from core.topics.inside.views.compute import compute
from core.topics.inside.views.embeddings import embeddings_view
from core.topics.inside.views.family import family_view
from core.topics.inside.views.flow import flow_view

GUESSES = {
    "flow": Guess("vocabulary_share", "core.topics.inside.views.guesses:vocabulary_share"),
    "cost": Guess("pairs_share", "core.topics.inside.views.guesses:pairs_share", digits=1),
}

PAGE = ConceptPage(
    "inside",
    see=Views(
        "inside_view",
        {
            "flow": flow_view,
            "verdict": prediction_view,
            "embeddings": embeddings_view,
            "cost": cost_view,
            "family": family_view,
        },
        above=choose_opened,
        guesses=GUESSES,
    ),
    compute=compute,
    code=Twins(
        "inside_twin",
        "core.topics.inside.twins:TWINS",
        twin_inputs,
        default="self_attention",
        above=choose_opened,
    ),
    write=Exercises("inside", twin_inputs),
    measured=Measured(
        {
            "pretrained": "core.topics.inside.figures_measured:pretrained_curves",
            "ingredients": "core.topics.inside.figures_measured:ingredients_worth",
            "exit_prices": "core.topics.inside.figures_exits:prices_curve",
            "exit_layers": "core.topics.inside.figures_exits:layers_by_slice",
            "exit_first_reader": "core.topics.inside.figures_exits:first_readers",
            "exit_student": "core.topics.inside.figures_exits:student_beside",
        }
    ),
)
