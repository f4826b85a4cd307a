"""What the parts of Positions share: cached passes, learned tables, choices in the URL."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app import url_state
from core.app.glossary import explained
from core.app.models.cached_models import language_model
from core.app.models.reader import reader
from core.app.models.traced_model import main_trace, opened, pick_head, pick_layer, trace_of
from core.app.state import Translator, sentence
from core.app.waiting import waiting_for_torch
from core.app.widgets.controls import controls
from core.experiments import record

if TYPE_CHECKING:
    from core.topics.positions.rotary import Rotary, Unrotated
    from core.topics.positions.schemes import Passes, Tables
    from core.topics.positions.shuffles import Moved
    from core.trace.trace import TracedForward

HEIGHT = 600  # pixels that a view leaves free while it waits for the model
EXPERIMENT = "extrapolation"  # whose models learned the tables of Shaw and T5


@st.cache_resource(max_entries=2, scope="session", show_spinner=False)
def passes(name: str, text: str) -> "Passes":
    """The sentence's three passes: without positions, with sinusoids, with the learned table."""
    from core.topics.positions.schemes import passes as run

    return run(trace_of(name, text))


@st.cache_resource(max_entries=16, show_spinner=False)
def moved(name: str, text: str, seed: int = 0) -> "list[Moved]":
    """Each token's output against its own after one shuffle, drawn by the seed."""
    from core.topics.positions.shuffles import moved_tokens

    return moved_tokens(opened(name), text, seed)


def rotary(name: str) -> "Rotary":
    """A language model that rotates; SmolLM2 is converted on this machine the first time.

    Raises SentiscopeError where it is missing.
    """
    from core.topics.positions.rotary import rotary_of

    return rotary_of(language_model(name))


@st.cache_resource(max_entries=16, show_spinner=False)
def unrotated(name: str, text: str, layer: int, head: int) -> "Unrotated":
    """A language model's queries and keys of a sentence, one layer and head (from 0)."""
    from core.topics.positions.rotary import unrotated as catch

    return catch(rotary(name), text, layer, head)


def tables() -> "Tables | None":
    """What our small models of T5 and Shaw learned, from the shipped measurement; None if missing."""
    file = record.shipped(EXPERIMENT)
    return _tables(str(file), file.stat().st_mtime_ns) if file.is_file() else None


@st.cache_resource(max_entries=2, show_spinner=False)
def _tables(file: str, changed: int) -> "Tables":
    from pathlib import Path

    import torch

    from core.topics.positions.schemes import Tables

    saved = record.read(Path(file), EXPERIMENT).numbers["tables"]
    return Tables(*(torch.tensor(saved[name]) for name in ("t5", "shaw_keys", "shaw_values")))


def twin_tables(heads: int) -> tuple[Any, Any]:
    """Shaw's vectors (2k + 1, K) and T5's biases (N, heads) for the twins: learned, else drawn by a seed."""
    import torch

    learned = tables()
    if learned is None:
        generator = torch.Generator().manual_seed(42)
        return torch.randn(33, 32, generator=generator), torch.randn(32, heads, generator=generator)
    columns = torch.arange(heads) % learned.t5.shape[1]  # our small model has fewer heads
    return learned.shaw_keys, learned.t5[:, columns]


def note(view: str, t: Translator) -> None:
    """What each view is about."""
    st.markdown(explained(t(f"positions.intro_{view}")), width=860)


def sentence_tokens(traced: "TracedForward") -> list[str]:
    return [token.text for token in traced.inputs.tokens]


def pick_layer_and_head(traced: "TracedForward", t: Translator, container: Any = None) -> tuple[int, int]:
    """The layer and head that all views look at, in a row of their own or in `container`; from 0."""
    shape, row = traced.opened.shape, container or controls("positions_head")
    layer = pick_layer(shape.layers, t, "positions", row)
    return layer - 1, pick_head(shape.heads, t, "positions", row) - 1


def whole(name: str, low: int, high: int, default: int, t: Translator, step: int = 1) -> int:
    """A whole number on a slider, in the URL; one that another slider made too large is brought down."""
    key = f"positions_{name}"
    if st.session_state.get(key, low) > high:
        st.session_state[key] = float(high)
    ends = {"low": float(low), "high": float(high), "step": float(step), "default": float(default)}
    return int(url_state.slider(t(f"positions.{name}"), key=key, format="%d", **ends))


def current_trace(t: Translator) -> "TracedForward":
    """The shared sentence's traced pass through the model that reads it."""
    with waiting_for_torch(HEIGHT, t, reader()):
        return main_trace()


def current(t: Translator) -> tuple["TracedForward", "Passes"]:
    """That, and its three passes."""
    with waiting_for_torch(HEIGHT, t, reader()):
        return main_trace(), passes(reader(), sentence())
