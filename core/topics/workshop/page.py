"""Workshop: from raw data to saved files, every step run for real."""

from collections.abc import Callable

import streamlit as st

from core.app.guess import Guess
from core.app.page import ConceptPage, Exercises, Measured, Twins, Views
from core.app.state import Translator
from core.topics.workshop.views.code import twin_inputs
from core.topics.workshop.views.compute import compute
from core.topics.workshop.views.data import chosen_source, overview, phrases, repeated, search
from core.topics.workshop.views.files import files_step
from core.topics.workshop.views.loop import loop_step
from core.topics.workshop.views.metrics import metrics_step
from core.topics.workshop.views.model import model_step
from core.topics.workshop.views.padding import padding_view
from core.topics.workshop.views.script import script_view
from core.topics.workshop.views.seeds import seeds_step
from core.topics.workshop.views.token_path import token_path_view
from core.topics.workshop.views.tokenizers.changes import changes_view
from core.topics.workshop.views.tokenizers.cuts import cuts_view
from core.topics.workshop.views.train import train_step

DATA = Views(
    "workshop_data_view",
    {
        "overview": overview,
        "search": search,
        "phrases": phrases,
        "repeated": repeated,
        "changes": changes_view,
    },
    inputs=chosen_source,
    in_words=frozenset({"repeated", "changes"}),
)
TOKENS = Views(
    "workshop_tokens_view",
    {"path": token_path_view, "cuts": cuts_view, "padding": padding_view, "script": script_view},
    inputs=lambda _, container: container,
)

STEPS: dict[str, Callable[..., None]] = {
    "data": DATA,
    "tokens": TOKENS,
    "model": model_step,
    "train": train_step,
    "loop": loop_step,
    "seeds": seeds_step,
    "metrics": metrics_step,
    "files": files_step,
}


def next_step(step: str, t: Translator) -> None:
    """The way on from a step to the one after it."""
    names = list(STEPS)
    for after in names[names.index(step) + 1 :][:1]:
        name = t("workshop.next", step=t(f"workshop.step_{after}"))
        st.markdown(f"[{name} :material/arrow_forward:](workshop?workshop_step={after})")


GUESSES = {
    "data": Guess(
        "tokens_a_row",
        "core.topics.workshop.views.guesses:tokens_a_row",
        high=60.0,
        digits=1,
        unit="tokens",
    ),
    "seeds": Guess(
        "rank_of_42", "core.topics.workshop.views.guesses:rank_of_42", low=1.0, high=10.0, unit="place"
    ),
    "metrics": Guess(
        "interval_width",
        "core.topics.workshop.views.guesses:interval_width",
        high=10.0,
        step=0.1,
        digits=1,
        unit="points",
    ),
}

PAGE = ConceptPage(
    "workshop",
    see=Views(
        "workshop_step",
        STEPS,
        note=next_step,
        guesses=GUESSES,
    ),
    compute=compute,
    code=Twins("workshop_code_twin", "core.topics.workshop.twins:TWINS", twin_inputs, default="wordpiece"),
    write=Exercises("workshop", twin_inputs),
    measured=Measured(
        {
            "loop_trainer": "core.topics.workshop.figures.measured:left_out_lines",
            "seeds": "core.topics.workshop.figures.measured:seed_spread",
            "padding_cost": "core.topics.workshop.figures.measured:padding_bars",
        }
    ),
)
