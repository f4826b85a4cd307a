"""What the parts of Decoding share: the settings in the URL, and the scores of the next token."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app import url_state
from core.app.state import Translator
from core.app.url_picks import replace_in_url, whole_numbers, worded_buttons
from core.app.widgets.controls import controls
from core.base.errors import SentiscopeError
from core.models.byte_tokens import has_bytes
from core.topics.decoding.views import writer

if TYPE_CHECKING:
    from core.models.language_model import LanguageModel
    from core.topics.decoding.concepts.filters import Filters

MOST_WIDTH, MOST_STEPS, MOST_SAMPLES = 16, 40, 8
SHOWN = ("all", "kept")
EARLY = ("heuristic", "full", "never")
LABELS = ("simple", "full")


@dataclass(frozen=True)
class Settings:
    """Everything a tree depends on besides model and prompt."""

    width: int
    steps: int
    length_penalty: float
    early: str
    samples: int
    filters: "Filters"
    seed: int
    forced: tuple[int, ...]
    show: str = field(default="all", compare=False)  # what is drawn changes nothing in the tree
    labels: str = field(default="simple", compare=False)


def choose(t: Translator) -> tuple[str | None, Settings]:
    """One row: prompt, beams, steps, and the rarer settings behind a button.

    The text to continue is None while the chosen model is not on this machine.
    """
    row, below = controls("decoding"), st.container()
    writer.ask_prompt(t, row)
    slider = {"low": 1, "step": 1, "container": row}
    width = url_state.slider(t("decoding.width"), high=MOST_WIDTH, key="decoding_width", default=3, **slider)
    steps = url_state.slider(t("decoding.steps"), high=MOST_STEPS, key="decoding_steps", default=7, **slider)
    with row.popover(t("decoding.more"), icon=":material/tune:"):
        rare = _rare_settings(t)
        name = writer.ask_model(t, told_in=below)
        writer.forget_paths_of_another(name)
        chosen = Settings(int(width), int(steps), filters=filters(t), forced=path("decoding_forced"), **rare)
    return (writer.prompt_text() if writer.model_is_here(name, t) else None), chosen


def _rare_settings(t: Translator) -> dict[str, Any]:
    """Length penalty, sampled paths, what to draw and to write, when to stop, seed."""
    penalty = url_state.slider(
        t("decoding.penalty"),
        low=-1.0,
        high=3.0,
        step=0.1,
        key="decoding_penalty",
        default=1.0,
        help=t("decoding.penalty_help"),
    )
    samples = url_state.slider(
        t("decoding.samples"), low=0, high=MOST_SAMPLES, step=1, key="decoding_samples", default=1
    )
    show = worded_buttons("decoding.show", SHOWN, t, default="all")
    labels = worded_buttons("decoding.labels", LABELS, t, default="simple")
    early = worded_buttons("decoding.early", EARLY, t, default="heuristic")
    seed = url_state.slider(t("decoding.seed"), low=0, high=99, step=1, key="decoding_seed", default=42)
    return {
        "length_penalty": float(penalty),
        "early": early,
        "samples": int(samples),
        "seed": int(seed),
        "show": show,
        "labels": labels,
    }


def ask(t: Translator, container: Any, **look: Any) -> str | None:
    """Prompt and model in `container`; the text, or None while the model is not here."""
    writer.ask_prompt(t, container, **look)
    name = writer.ask_model(t, container)
    writer.forget_paths_of_another(name)
    return writer.prompt_text() if writer.model_is_here(name, t) else None


def filters(t: Translator) -> "Filters":
    """The five sliders of sampling; the same keys wherever they are drawn.

    Two of them filter from the start, so that there is something to see.
    """
    from core.topics.decoding.concepts.filters import Filters

    bounds = {
        "repetition_penalty": (0.5, 2.0, 0.05, 1.0),
        "temperature": (0.1, 2.0, 0.05, 0.7),
        "top_k": (0, 100, 1, 0),
        "top_p": (0.05, 1.0, 0.05, 0.9),
        "min_p": (0.0, 0.5, 0.01, 0.0),
    }
    values: dict[str, Any] = {}
    for name, (low, high, step, default) in bounds.items():
        values[name] = url_state.slider(
            t(f"decoding.filter_{name}"),
            low=low,
            high=high,
            step=step,
            key=f"decoding_{name}",
            default=default,
            help=t(f"decoding.filter_{name}_help"),
        )
    return Filters(**values)


def note_bytes(texts: Iterable[str], t: Translator) -> None:
    """Say what `<E5>` stands for, where one of the texts has such a byte."""
    if any(map(has_bytes, texts)):
        st.caption(t("decoding.bytes_note"))


def path(key: str) -> tuple[int, ...]:
    """A path of token ids from the URL, as `12.7.903`; empty where there is none or it is no path."""
    tokens = (whole_numbers(url_state.remembered(key) or "", ".") or [])[:MOST_STEPS]
    replace_in_url(key, path_text(tokens))
    return tuple(tokens)


def remember_path(key: str, tokens: list[int] | tuple[int, ...]) -> None:
    """Remember a path of token ids."""
    url_state.remember(key, path_text(tokens) or None)


def path_text(tokens: list[int] | tuple[int, ...]) -> str:
    """A path as the URL says it; "" for the root's."""
    return ".".join(map(str, tokens))


@st.cache_resource(max_entries=32, show_spinner=False)
def scores_at(_model: "LanguageModel", name: str, text: str, tokens: tuple[int, ...]) -> Any:
    """The logits (V) of the next token after the prompt and these tokens."""
    import torch

    from core.models.language_model import Continuation

    if any(token >= _model.vocabulary for token in tokens):
        raise SentiscopeError("token_unknown", vocabulary=_model.vocabulary)
    answer = Continuation(_model.network, _model.prompt(text, len(tokens)))
    return answer.logits(torch.tensor([tokens], dtype=torch.long).reshape(1, len(tokens)))[0]
