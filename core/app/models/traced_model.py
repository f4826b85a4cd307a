"""The traced forward pass that Inside, Attention and others show, and the step of it that is open."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app import url_state
from core.app.models.cached_models import classifier
from core.app.models.reader import reader
from core.app.models.shared import loaded_once, worked_out_once
from core.app.models.trained_here import opened_name
from core.app.panels import cut_note
from core.app.state import Translator, sentence
from core.app.url_picks import number_in_url, option_in_url, pick_number
from core.app.waiting import waiting_for_torch

if TYPE_CHECKING:
    from core.models.bert.weights import OpenedModel
    from core.trace.trace import TracedForward

HEIGHT = 600  # pixels that a part leaves free while it waits for the model
MOST_BYTES = 128_000_000  # of all visitors' traces; a sentence of 20 tokens has 5 MB, the longest text 34


@dataclass(frozen=True)
class StepChoice:
    """A step of the forward pass, its layer and head; those count from 1, as on screen."""

    step: str
    layer: int
    head: int


@loaded_once(max_entries=2)
def opened(name: str) -> "OpenedModel":
    """A classifier's weights, shape and tokenizer. Raises SentiscopeError("not_a_bert")."""
    from core.models.bert.weights import open_network

    model = classifier(name)
    return open_network(model.network, model.tokenizer, name, model.positive, model)


def fingerprint(traced: "TracedForward") -> bytes:
    """What tells one pass from another: the tokens, and the logits that the model gave them."""
    tensors = (traced.inputs.ids, traced.inputs.segments, traced.trace.of("logits"))
    return b"".join(tensor.numpy().tobytes() for tensor in tensors)


# For what is worked out from a pass and kept: `@st.cache_resource(hash_funcs=BY_TRACE)`.
BY_TRACE: dict[str | type[Any], Callable[[Any], bytes]] = {"core.trace.trace.TracedForward": fingerprint}


@worked_out_once(MOST_BYTES, size=lambda traced: traced.trace.size)
def trace_of(name: str, first: str, second: str = "") -> "TracedForward":
    """The traced forward pass of a sentence or a pair; one for all views, parts and steps."""
    from core.trace.trace import trace_forward

    return trace_forward(opened(name), first, second)


def chosen_model() -> str:
    """The model that Inside and Attention open: one that was trained here, else what reads the sentence."""
    return opened_name() or reader()


def current_trace(t: Translator, second: str = "", notes: bool = True) -> "TracedForward":
    """The chosen model's traced pass of the shared sentence, or of a pair; `notes` says what was cut."""
    name = chosen_model()
    with waiting_for_torch(HEIGHT, t, name):
        traced = trace_of(name, sentence(), second)
    if notes:
        cut_note("inside.cut", len(traced.inputs.tokens), traced.inputs.cut, t)
    return traced


def main_trace() -> "TracedForward":
    """The traced pass of the shared sentence by the shipped model that reads it."""
    return trace_of(reader(), sentence())


def pick_layer(layers: int, t: Translator, page: str, container: Any = st) -> int:
    """A layer from a list, kept in the URL as `page_layer`; from 1, as on screen."""
    return pick_number(t("inside.layer"), range(1, layers + 1), key=f"{page}_layer", container=container)


def pick_head(heads: int, t: Translator, page: str, container: Any = st) -> int:
    """A head from a list, kept in the URL as `page_head`; from 1, as on screen."""
    return pick_number(t("inside.head"), range(1, heads + 1), key=f"{page}_head", container=container)


def step_in_url(layers: int, heads: int, start: str = "token") -> StepChoice:
    """Where the visitor stands: from the URL, else from this session, else at the step `start`."""
    from core.trace.steps import STEPS

    return StepChoice(
        option_in_url("inside_step", STEPS, start),
        number_in_url("inside_layer", layers),
        number_in_url("inside_head", heads),
    )


def go_to_step(step: str | None = None, layer: int | None = None, head: int | None = None) -> None:
    """Move to another step, layer or head."""
    for key, value in (("inside_step", step), ("inside_layer", layer), ("inside_head", head)):
        if value is not None:
            url_state.remember(key, str(value))
