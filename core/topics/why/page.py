"""Why: which words carry a verdict, by methods that are graded rather than believed."""

from core.app.guess import Guess
from core.app.page import ConceptPage, Measured, Twins, Views
from core.topics.why.views.agree import agree_view
from core.topics.why.views.away import away_view
from core.topics.why.views.code import twin_inputs
from core.topics.why.views.compute import compute
from core.topics.why.views.flip import flip_view
from core.topics.why.views.shared import explained_sentence
from core.topics.why.views.words import words_view

GUESSES = {
    "words": Guess("strongest_word", "core.topics.why.views.guesses:strongest_share"),
    "away": Guess("words_until", "core.topics.why.views.guesses:words_until", high=20.0, unit="words"),
}

PAGE = ConceptPage(
    "why",
    see=Views(
        "why_view",
        {"words": words_view, "away": away_view, "agree": agree_view, "flip": flip_view},
        inputs=explained_sentence,
        guesses=GUESSES,
    ),
    compute=compute,
    code=Twins("why_twin", "core.nn.attribution.twins:TWINS", twin_inputs, default="rank_correlation"),
    measured=Measured(
        {
            "faithfulness": "core.topics.why.figures_measured:faithfulness_grades",
            "baselines": "core.topics.why.figures_measured:baseline_spread",
            "shapley_ranks": "core.topics.why.figures_measured:shapley_likeness",
            "known_truth": "core.topics.why.figures_measured:truth_found",
            "randomised_weights": "core.topics.why.figures_measured:forgotten_layers",
            "attention_is_explanation": "core.topics.why.figures_measured:attention_graded",
        }
    ),
)
