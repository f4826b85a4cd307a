"""Every kind of attention on one head's queries and keys."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app import url_state
from core.app.numbers import numeral
from core.app.state import Translator
from core.app.url_picks import option_in_url
from core.app.widgets.controls import controls
from core.topics.attention.views.fit import fitted
from core.topics.attention.views.heads import head_pickers
from core.topics.attention.views.map_grid import attention_maps, drawn_together, keep_together

if TYPE_CHECKING:
    from core.trace.trace import TracedForward

HEIGHT = 640
WINDOW = 2.0  # tokens to either side, unless chosen
MOST_WINDOW = 32.0


def window_slider(t: Translator, container: Any) -> int:
    width = url_state.slider(
        t("attention.window"),
        low=0.0,
        high=MOST_WINDOW,
        step=1.0,
        key="attention_window",
        default=WINDOW,
        container=container,
        format="%d",
    )
    return int(width)


def kinds_view(traced: "TracedForward", t: Translator) -> None:
    """Three ways to score times four ranges, on one head's queries and keys."""
    row = controls("attention_kinds")
    layer, head = head_pickers(traced, t, row)
    window = window_slider(t, row)
    with st.skeleton(HEIGHT):
        fit = fitted(traced, layer - 1, head - 1)
    _kinds(traced, layer, head, window, t)
    st.caption(t("attention.kinds_note"))
    cells = fit.scores.numel()
    numbers = {
        "explained": numeral(fit.explained, ".1%"),
        "weights": f"{fit.weights:,}",
        "cells": f"{cells:,}",
    }
    st.markdown(t("attention.fit", **numbers))


@st.fragment
def _kinds(traced: "TracedForward", layer: int, head: int, window: int, t: Translator) -> None:
    from core.topics.attention.concept import RANGES
    from core.topics.attention.kinds import SCORES, every_kind
    from core.topics.attention.tiles import tiles

    fit = fitted(traced, layer - 1, head - 1)
    kinds = [f"{score}.{kind}" for score in SCORES for kind in RANGES]
    chosen = option_in_url("attention_kind", kinds, "scaled.global")
    others = drawn_together("attention_kinds", kinds)

    def moved(tile: int, more: list[int]) -> None:
        url_state.remember("attention_kind", kinds[tile])
        keep_together("attention_kinds", [kinds[other] for other in more])

    names = [t(f"attention.score_{score}") for score in SCORES]
    attention_maps(
        traced,
        tiles(every_kind(traced, layer - 1, head - 1, window, fit), most=1.0),
        (names, [t(f"attention.range_{kind}") for kind in RANGES]),
        (kinds.index(chosen), [kinds.index(other) for other in others if other != chosen]),
        moved,
        t,
        grid="kinds",
    )
