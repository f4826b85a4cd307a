"""BertViz's own views, drawn offline."""

from typing import TYPE_CHECKING

import streamlit as st

from core.app.glossary import explained
from core.app.models.traced_model import BY_TRACE
from core.app.state import Translator
from core.app.url_picks import worded_buttons
from core.app.widgets.controls import controls
from core.topics.attention.views.heads import layer_and_head
from core.topics.attention.views.map_grid import second_starts

if TYPE_CHECKING:
    from core.trace.trace import TracedForward


@st.cache_resource(max_entries=4, scope="session", show_spinner=False, hash_funcs=BY_TRACE)
def bertviz_page(traced: "TracedForward", view: str, layer: int, dark: bool) -> str:
    """BertViz's HTML, whose ids differ at every call."""
    from core.topics.attention.bertviz import bertviz_html
    from core.topics.attention.maps import attention_of

    maps = [layer_maps[None] for layer_maps in attention_of(traced)]
    tokens = [token.text for token in traced.inputs.tokens]
    return bertviz_html(view, maps, tokens, layer, second_starts(traced), dark)


def bertviz_view(traced: "TracedForward", t: Translator) -> None:
    """BertViz's own views, on request and for short sentences."""
    from core.topics.attention.bertviz import MOST_TOKENS, VIEWS, available

    tokens = len(traced.inputs.tokens)
    if not available():
        st.info(t("attention.bertviz_missing"), icon=":material/download:")
    elif tokens > MOST_TOKENS:
        st.info(t("attention.bertviz_long", tokens=tokens, most=MOST_TOKENS), icon=":material/content_cut:")
    else:
        with controls("attention_bertviz"):
            view = worded_buttons("attention.bertviz", VIEWS, t, default="head")
        layer, dark = layer_and_head(traced)[0], st.context.theme.type == "dark"
        page = bertviz_page(traced, view, layer - 1, dark)
        st.iframe(page, height=120 + 23 * tokens if view == "head" else 620)
        st.caption(explained(t("attention.bertviz_note")))
