"""word2vec: vectors learned by guessing a word's neighbours, one step at a time."""

from core.app.guess import Guess
from core.app.page import ConceptPage, Exercises, Measured, Twins, Views
from core.topics.word2vec.views.bigger import bigger
from core.topics.word2vec.views.code import twin_inputs
from core.topics.word2vec.views.compute import compute
from core.topics.word2vec.views.learning import learning_view, noise_view
from core.topics.word2vec.views.network import network_view
from core.topics.word2vec.views.window import window_view

GUESSES = {
    "learning": Guess(
        "first_loss",
        "core.topics.word2vec.views.guesses:first_loss",
        high=10.0,
        step=0.1,
        digits=1,
        unit="number",
    ),
    "window": Guess(
        "window_pairs", "core.topics.word2vec.views.guesses:pairs_of_ten", low=10.0, high=60.0, unit="number"
    ),
    "noise": Guess(
        "noise_power", "core.topics.word2vec.views.guesses:drawn_more_often", low=1.0, high=16.0, unit="times"
    ),
}

PAGE = ConceptPage(
    "word2vec",
    see=Views(
        "word2vec_view",
        {"learning": learning_view, "network": network_view, "window": window_view, "noise": noise_view},
        guesses=GUESSES,
    ),
    compute=compute,
    code=Twins(
        "word2vec_twin",
        "core.topics.word2vec.twins:TWINS",
        twin_inputs,
        default="w2v_sampled",
    ),
    write=Exercises("word2vec", twin_inputs),
    measured=Measured(
        {"cbow_skipgram": "core.topics.word2vec.figures:models_in_time"},
        below={"cbow_skipgram": bigger},
    ),
)
