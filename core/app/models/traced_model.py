"""What the parts of Inside BERT share: the traced sentence, and the place on its way, kept in the URL."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from core.app import url_state
from core.app.models.cached_models import classifier
from core.app.models.trained_here import opened_name
from core.app.state import Translator, sentence
from core.app.url_picks import number
from core.models.catalog import MAIN_MODEL

if TYPE_CHECKING:
    from core.models.bert.weights import OpenedModel
    from core.trace.trace import TracedForward

HEIGHT = 600  # pixels that a part leaves free while it waits for the model
MOST_TRACES = 2  # of 34 MB at most, for each visitor


@dataclass(frozen=True)
class Place:
    """A step of the forward pass, its layer and head; those count from 1, as on screen."""

    step: str
    layer: int
    head: int


@st.cache_resource(max_entries=2, show_spinner=False)
def opened(name: str) -> "OpenedModel":
    """A classifier's weights, shape and tokenizer. Raises SentiscopeError("not_a_bert")."""
    from core.models.bert.weights import open_network

    model = classifier(name)
    return open_network(model.network, model.tokenizer, name, model.positive)


@st.cache_resource(max_entries=MOST_TRACES, scope="session", show_spinner=False)
def traced(name: str, first: str, second: str = "") -> "TracedForward":
    """The traced forward pass of a sentence or a pair; one for all views, parts and steps."""
    from core.trace.trace import trace_forward

    return trace_forward(opened(name), first, second)


def chosen() -> str:
    """The model that Inside and Attention open: one that was trained here, else the shipped one."""
    return opened_name() or MAIN_MODEL


def chosen_trace() -> "TracedForward":
    """The shared sentence's way through the chosen model."""
    return traced(chosen(), sentence())


def current_trace() -> "TracedForward":
    """The shared sentence's way through the main model."""
    return traced(MAIN_MODEL, sentence())


def note_on_cut(shown: "TracedForward", t: Translator) -> None:
    """Say so where a text was too long to be traced whole."""
    if shown.inputs.cut:
        cut = t("inside.cut", read=len(shown.inputs.tokens), cut=shown.inputs.cut)
        st.info(cut, icon=":material/content_cut:")


def place(layers: int, heads: int, start: str = "token") -> Place:
    """Where the visitor stands: from the URL, else from this session, else at the step `start`."""
    from core.trace.steps import STEPS

    step = url_state.remembered("inside_step")
    return Place(
        step if step in STEPS else start,
        number("inside_layer", layers),
        number("inside_head", heads),
    )


def go(step: str | None = None, layer: int | None = None, head: int | None = None) -> None:
    """Move to another step, layer or head."""
    for key, value in (("inside_step", step), ("inside_layer", layer), ("inside_head", head)):
        if value is not None:
            url_state.remember(key, str(value))
