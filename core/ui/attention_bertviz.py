"""BertViz's own views, drawn offline."""

from typing import TYPE_CHECKING

import streamlit as st

from core.ui import inside, link
from core.ui.attention import layer_and_head, second, second_starts
from core.ui.state import Translator, sentence

if TYPE_CHECKING:
    from core.explain.walk import Walk


@st.cache_resource(max_entries=4, scope="session", show_spinner=False)
def bertviz_page(name: str, first: str, other: str, view: str, layer: int, dark: bool) -> str:
    """BertViz's HTML, whose ids differ at every call."""
    from core.explain.rollout import attention_of
    from core.figures.bertviz import bertviz_html

    shown = inside.walk(name, first, other)
    maps = [layer_maps[None] for layer_maps in attention_of(shown)]
    tokens = [token.text for token in shown.inputs.tokens]
    return bertviz_html(view, maps, tokens, layer, second_starts(shown), dark)


def bertviz_view(shown: "Walk", t: Translator) -> None:
    """BertViz's own views, on request and for short sentences."""
    from core.figures.bertviz import MOST_TOKENS, VIEWS, available

    st.caption(t("attention.bertviz_note"))
    tokens = len(shown.inputs.tokens)
    if not available():
        st.info(t("attention.bertviz_missing"), icon=":material/download:")
    elif tokens > MOST_TOKENS:
        st.info(t("attention.bertviz_long", tokens=tokens, most=MOST_TOKENS), icon=":material/content_cut:")
    else:
        view = link.choose(
            t("attention.bertviz_which"),
            VIEWS,
            key="attention_bertviz",
            default="head",
            names=lambda name: t(f"attention.bertviz_{name}"),
        )
        layer, dark = layer_and_head(shown)[0], st.context.theme.type == "dark"
        page = bertviz_page(inside.chosen(), sentence(), second(), view, layer - 1, dark)
        st.iframe(page, height=120 + 23 * tokens if view == "head" else 620)
