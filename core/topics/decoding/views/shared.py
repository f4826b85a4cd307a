"""What the parts of Decoding share: the language model, the prompt, and the settings in the URL."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app import url_state
from core.app.errors import show
from core.app.models.cached_models import language_model
from core.app.models.hub_model import is_here
from core.app.models.place_field import confirmed_place, place_field
from core.app.panels import cut_note
from core.app.state import Translator, sentence
from core.app.url_picks import replace_in_url, whole_numbers, worded_buttons
from core.app.waiting import waiting
from core.app.widgets.controls import controls
from core.base.errors import SentiscopeError
from core.base.settings import is_public
from core.models.byte_tokens import has_bytes

if TYPE_CHECKING:
    from core.models.language_model import LanguageModel
    from core.topics.decoding.concepts.filters import Filters

MAIN, MODEL = "smollm2", "decoding_model"
HEIGHT = 520  # pixels that a part leaves free while it waits for the model
MOST_WIDTH, MOST_STEPS, MOST_SAMPLES = 16, 40, 8
MOST_PROMPT = 512  # tokens; every beam keeps their keys and values, and somebody waits for them to be read
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


def current_model(t: Translator) -> "LanguageModel":
    """The chosen model, with a word about the wait: the first start converts the packaged weights."""
    from core.models.locate import needs_conversion

    name = model_name()
    key = "decoding.first_start" if needs_conversion(name) else "decoding.loading"
    with waiting(t(key), HEIGHT):
        return language_model(name)


def model_name() -> str:
    """The hub id or folder that was typed, else SmolLM2."""
    return MAIN if is_public() else confirmed_place(MODEL) or MAIN


def prompt_text() -> str:
    """The user's own prompt, else the shared sentence."""
    return st.session_state.get("decoding_prompt", "").strip() or sentence()


def choose(t: Translator) -> tuple[str | None, Settings]:
    """One row: prompt, beams, steps, and the rarer settings behind a button.

    The text to continue is None while the chosen model is not on this machine.
    """
    row, below = controls("decoding"), st.container()
    ask_prompt(t, row)
    slider = {"low": 1, "step": 1, "container": row}
    width = url_state.slider(t("decoding.width"), high=MOST_WIDTH, key="decoding_width", default=3, **slider)
    steps = url_state.slider(t("decoding.steps"), high=MOST_STEPS, key="decoding_steps", default=7, **slider)
    with row.popover(t("decoding.more"), icon=":material/tune:"):
        rare = _rare_settings(t)
        name = ask_model(t, told_in=below)
        chosen = Settings(int(width), int(steps), filters=filters(t), forced=path("decoding_forced"), **rare)
    return (prompt_text() if model_is_here(name, t) else None), chosen


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
    ask_prompt(t, container, **look)
    name = ask_model(t, container)
    return prompt_text() if model_is_here(name, t) else None


def start_read(model: "LanguageModel", text: str, steps: int, t: Translator) -> str:
    """The start of the prompt that is read and continued by `steps` tokens; says so where it is not all.

    Raises SentiscopeError("text_empty").
    """
    start, read, cut = model.start_of(text, max(1, min(MOST_PROMPT, model.window - steps)))
    cut_note("decoding.cut", read, cut, t)
    return start


def ready_model(t: Translator) -> "LanguageModel | None":
    """The model, or None with a word on how to get it and on what works without."""
    try:
        model = current_model(t)
    except SentiscopeError as error:
        show(error)
        st.info(t("decoding.without_model"), icon=":material/lightbulb:")
        return None
    if not model.ends:
        st.info(t("decoding.no_end"), icon=":material/all_inclusive:")
    if model.origin == "cache" and model.name == MAIN:
        st.caption(t("decoding.from_cache"))
    return model


def ask_prompt(t: Translator, container: Any = st, **look: Any) -> None:
    """A prompt of the user's own."""
    url_state.text_field(
        t("decoding.prompt"),
        key="decoding_prompt",
        container=container,
        placeholder=t("decoding.prompt_hint"),
        help=t("decoding.prompt_help"),
        **look,
    )


def ask_model(t: Translator, container: Any = st, told_in: Any = st) -> str | None:
    """Another causal model's folder or hub id; SmolLM2 where none is given, and on a public server.

    None while a link's model is not confirmed.
    """
    if is_public():
        return MAIN
    name = place_field(
        t("decoding.model"),
        "model",
        t,
        key=MODEL,
        container=container,
        told_in=told_in,
        placeholder="HuggingFaceTB/SmolLM2-135M-Instruct",
        help=t("decoding.model_help"),
    )
    return MAIN if name == "" else name


def model_is_here(name: str | None, t: Translator) -> bool:
    """True for SmolLM2, whose absence is reported later, and for a model found; else says how to get it."""
    return name == MAIN or (name is not None and is_here(name, t))


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
