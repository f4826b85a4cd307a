"""The sentence, or the pair of sentences, that every part of Attention looks at."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app import url_state
from core.app.models.traced_model import current_trace
from core.app.models.trained_here import choose_opened
from core.app.state import Translator

if TYPE_CHECKING:
    from core.trace.trace import TracedForward


def traced_sentences(t: Translator, container: Any = st) -> "TracedForward":
    """The traced pass of the sentence or pair; `container` holds the field for a second one."""
    choose_opened(t)
    second = url_state.text_field(
        t("inside.second"),
        key="attention_second",
        container=container,
        placeholder=t("attention.second_hint"),
        label_visibility="collapsed",
    )
    return current_trace(t, second)
