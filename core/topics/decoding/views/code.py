"""Each strategy and filter beside the library's, on the prompt's own scores."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.state import Translator
from core.topics.decoding.views import shared, writer

if TYPE_CHECKING:
    from core.models.language_model import LanguageModel
    from core.nn.twin import Twin

STEPS, WIDTH = 6, 3
DRAWS, SEED, CLASSES = 1000, 42, 10
SETTINGS: dict[str, tuple[Any, ...]] = {
    "filter_temperature": (0.7,),
    "filter_top_k": (10,),
    "filter_top_p": (0.9,),
    "filter_min_p": (0.1,),
}


def twin_inputs(twin: "Twin", t: Translator) -> Iterator[tuple[Any, ...]]:
    """The model's own scores of the prompt; the twin's first example while the model is not here."""
    text = shared.ask(t, st, label_visibility="collapsed")
    model = writer.ready_model(t) if text is not None else None
    if model and text is not None:
        text = writer.start_read(model, text, STEPS, t)
    with st.skeleton(writer.HEIGHT):
        known = _arguments(twin.name, model, text) if model and text is not None else next(twin.examples())
    yield known
    st.caption(t("decoding.twin_note" if model else "decoding.twin_toy"))


def _arguments(name: str, model: "LanguageModel", text: str) -> tuple[Any, ...]:
    """A twin's arguments on this prompt."""
    from core.topics.decoding.goodness_of_fit import draws_from_top

    prompt, ends = model.prompt(text, STEPS), list(model.ends)
    if name == "greedy":
        return model.network, prompt, STEPS, ends
    if name == "beam":
        return model.network, prompt, WIDTH, STEPS, 1.0, False, ends
    logits = shared.scores_at(model, model.name, text, ())  # (V,)
    if name == "chi_square":
        return draws_from_top(logits, CLASSES, DRAWS, SEED)
    settings = (prompt, 1.3) if name == "filter_repetition_penalty" else SETTINGS[name]
    return logits[None], *settings
