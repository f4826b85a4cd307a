"""The whole Transformer: two towers on a visitor's own text, and what came before."""

from core.app.guess import Guess
from core.app.page import ConceptPage, Exercises, Measured, Twins, Views
from core.topics.transformer.views.beside_bert import bert_view
from core.topics.transformer.views.code import twin_inputs
from core.topics.transformer.views.compute import compute
from core.topics.transformer.views.search import search_view
from core.topics.transformer.views.translate import translate_view
from core.topics.transformer.views.who import who_view
from core.topics.transformer.views.writing import writing_view

GUESSES = {"translate": Guess("decoder_share", "core.topics.transformer.views.guesses:decoder_share")}
FIGURES = "core.topics.transformer.figures_measured"
MEASURED = {
    "one_vector": f"{FIGURES}:right_by_length",
    "heads_align": f"{FIGURES}:error_rates",
    "exposure_bias": f"{FIGURES}:guessed_by_place",
    "translator_beam": f"{FIGURES}:beam_bars",
    "warm_up": f"{FIGURES}:losses_by_rate",
    "removable_layers": f"{FIGURES}:without_layers",
}

PAGE = ConceptPage(
    "transformer",
    see=Views(
        "transformer_view",
        {
            "translate": translate_view,
            "who": who_view,
            "writing": writing_view,
            "search": search_view,
            "bert": bert_view,
        },
        guesses=GUESSES,
    ),
    compute=compute,
    code=Twins(
        "transformer_twin",
        "core.topics.transformer.twins:TWINS",
        twin_inputs,
        default="whole_transformer",
    ),
    write=Exercises("transformer", twin_inputs),
    measured=Measured(MEASURED),
    guesses={
        "compute": Guess(
            "smoothing_floor",
            "core.topics.transformer.views.guesses:smoothing_floor",
            low=0.0,
            high=2.0,
            step=0.05,
            digits=2,
            unit="number",
        )
    },
)
