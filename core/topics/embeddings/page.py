"""Words as vectors: one-hot rows, and dense vectors whose cosines tell which words are alike."""

from core.app.guess import Guess
from core.app.page import ConceptPage, Exercises, Measured, Twins, Views
from core.topics.embeddings.views.code import twin_inputs
from core.topics.embeddings.views.compute import compute
from core.topics.embeddings.views.contextual import contextual_view
from core.topics.embeddings.views.distance import distance_view
from core.topics.embeddings.views.neighbours import neighbours_view
from core.topics.embeddings.views.one_hot import one_hot_view
from core.topics.embeddings.views.word_map import map_view

GUESSES = {
    "onehot": Guess(
        "one_hot_size",
        "core.topics.embeddings.views.guesses:one_hot_size",
        options=("80", "800", "8000", "80000"),
    ),
    "neighbours": Guess(
        "good_bad",
        "core.topics.embeddings.views.guesses:good_and_bad",
        low=-1.0,
        step=0.05,
        high=1.0,
        digits=2,
        unit="number",
    ),
}

PAGE = ConceptPage(
    "embeddings",
    see=Views(
        "embeddings_view",
        {
            "onehot": one_hot_view,
            "distance": distance_view,
            "neighbours": neighbours_view,
            "map": map_view,
            "context": contextual_view,
        },
        guesses=GUESSES,
    ),
    compute=compute,
    code=Twins(
        "embeddings_twin", "core.topics.embeddings.twins:TWINS", twin_inputs, default="embedding_lookup"
    ),
    write=Exercises("embeddings", twin_inputs),
    measured=Measured(
        {
            "one_hot_features": "core.topics.embeddings.figures_measured:features_by_size",
            "distance_concentration": "core.topics.embeddings.figures_measured:contrast_by_dimension",
        }
    ),
)
