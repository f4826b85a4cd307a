"""Attention: every head of the real model, and every kind of attention on its queries and keys."""

from core.app.guess import Guess
from core.app.page import ConceptPage, Exercises, Measured, Views
from core.topics.attention.views.bertviz import bertviz_view
from core.topics.attention.views.code import code, twin_inputs
from core.topics.attention.views.compute import compute
from core.topics.attention.views.kinds import kinds_view
from core.topics.attention.views.model import model_view
from core.topics.attention.views.pair import pair_view
from core.topics.attention.views.sentences import traced_sentences

GUESSES = {
    "model": Guess("cls_to_sep", "core.topics.attention.views.guesses:cls_to_sep"),
    "kinds": Guess("causal_share", "core.topics.attention.views.guesses:causal_share"),
}

PAGE = ConceptPage(
    "attention",
    see=Views(
        "attention_view",
        {"model": model_view, "kinds": kinds_view, "pair": pair_view, "bertviz": bertviz_view},
        text="inside.view",
        inputs=traced_sentences,
        guesses=GUESSES,
    ),
    compute=compute,
    code=code,
    write=Exercises("attention", twin_inputs),
    measured=Measured(
        {
            "scaling": "core.topics.attention.figures:scaling_curves",
            "local_attention": "core.topics.attention.figures:local_growth",
            "heads": "core.topics.attention.figures:heads_worth",
        }
    ),
)
