"""Who writes on Decoding and what is continued: the language model, and the prompt as it reads it."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app import url_state
from core.app.errors import show
from core.app.models.cached_models import card, language_model
from core.app.models.hub_model import is_here
from core.app.models.place_field import confirmed_place, place_field
from core.app.panels import cut_note
from core.app.state import Translator, sentence
from core.app.waiting import waiting
from core.base.errors import SentiscopeError
from core.base.settings import is_public
from core.models.catalog import CHINESE_WRITER, WRITER
from core.models.selection import WRITERS, writer_for

if TYPE_CHECKING:
    from core.models.language_model import LanguageModel

MODEL = "decoding_model"
HEIGHT = 520  # pixels that a part leaves free while it waits for the model
MOST_PROMPT = 512  # tokens; every beam keeps their keys and values, and somebody waits for them to be read
PATHS = ("decoding_node", "decoding_forced", "decoding_folded")  # in the URL, of token ids
_PATHS_OF = "decoding.paths_of"


def current_model(t: Translator) -> "LanguageModel":
    """The chosen model, with a word about the wait: the first start converts the packaged weights."""
    from core.models.locate import needs_conversion

    name = model_name()
    key = "decoding.first_start" if needs_conversion(name) else "decoding.loading"
    with waiting(t(key), HEIGHT):
        return language_model(name)


def model_name() -> str:
    """The hub id or folder that was typed, else the model that continues the prompt's language."""
    typed = "" if is_public() else confirmed_place(MODEL)
    return typed or writer_for(prompt_text())


def prompt_text() -> str:
    """The user's own prompt, else the shared sentence."""
    return st.session_state.get("decoding_prompt", "").strip() or sentence()


def start_read(model: "LanguageModel", text: str, steps: int, t: Translator) -> str:
    """The start of the prompt that is read and continued by `steps` tokens; says so where it is not all.

    Raises SentiscopeError("text_empty").
    """
    start, read, cut = model.start_of(text, max(1, min(MOST_PROMPT, model.window - steps)))
    cut_note("decoding.cut", read, cut, t)
    unknown = model.tokenizer.unk_token_id
    if unknown is not None and (count := model.prompt(start)[0].tolist().count(unknown)):
        st.caption(t("decoding.unknown", count=count))
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
    if model.origin == "cache" and model.name == WRITER:
        st.caption(t("decoding.from_cache"))
    if model.name == CHINESE_WRITER:
        told = card(model.name)
        learned = f"{told['data']['train_documents']:,}"
        sizes = {"parameters": f"{told['parameters']:,}", "tokens": f"{told['tokens']:,}"}
        st.caption(t("decoding.chinese_writer", documents=learned, **sizes))
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
    """Another causal model's folder or hub id; ours where none is given, and on a public server.

    None while a link's model is not confirmed.
    """
    if is_public():
        return writer_for(prompt_text())
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
    return writer_for(prompt_text()) if name == "" else name


def model_is_here(name: str | None, t: Translator) -> bool:
    """True for ours, whose absence is reported later, and for a model found; else says how to get it."""
    return name in WRITERS.values() or (name is not None and is_here(name, t))


def forget_paths_of_another(name: str | None) -> None:
    """Drop the paths of the model before, whose token ids mean other tokens."""
    if name is None:
        return
    if st.session_state.get(_PATHS_OF, name) != name:
        for key in PATHS:
            url_state.remember(key, None)
    st.session_state[_PATHS_OF] = name
