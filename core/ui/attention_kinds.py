"""Every kind of attention on one head's queries and keys."""

from typing import TYPE_CHECKING

import streamlit as st

from core.ui import inside, link
from core.ui.attention import attention_maps, drawn_together, head_pickers, keep_together, second
from core.ui.pick import one_of
from core.ui.state import Translator, sentence

if TYPE_CHECKING:
    from core.concepts.additive_fit import AdditiveFit
    from core.explain.walk import Walk

HEIGHT = 640
WINDOW = 2.0  # tokens to either side, unless chosen
MOST_WINDOW = 32.0


@st.cache_resource(max_entries=8, scope="session", show_spinner=False)
def fitted(name: str, first: str, other: str, layer: int, head: int) -> "AdditiveFit":
    """Additive attention fitted to one head of the traced sentence; both count from 0."""
    from core.explain.kinds import fit_to_head

    return fit_to_head(inside.walk(name, first, other), layer, head)


def window_slider(t: Translator, place) -> int:
    with place:
        width = link.number(
            t("attention.window"),
            low=0.0,
            high=MOST_WINDOW,
            step=1.0,
            key="attention_window",
            default=WINDOW,
            format="%d",
        )
    return int(width)


def kinds_view(shown: "Walk", t: Translator) -> None:
    """Three ways to score times four ranges, on one head's queries and keys."""
    st.caption(t("attention.kinds_note"))
    places = st.columns([1, 1, 2])
    layer, head = head_pickers(shown, t, places)
    window = window_slider(t, places[2])
    with st.skeleton(HEIGHT):
        fit = fitted(inside.chosen(), sentence(), second(), layer - 1, head - 1)
    _kinds(layer, head, window, t)
    cells = fit.scores.numel()
    numbers = {"explained": f"{fit.explained:.1%}", "weights": f"{fit.weights:,}", "cells": f"{cells:,}"}
    st.markdown(t("attention.fit", **numbers))


@st.fragment
def _kinds(layer: int, head: int, window: int, t: Translator) -> None:
    from core.concepts.attention import RANGES
    from core.explain.kinds import SCORES, every_kind
    from core.explain.tiles import tiles

    shown = inside.walk(inside.chosen(), sentence(), second())
    fit = fitted(inside.chosen(), sentence(), second(), layer - 1, head - 1)
    kinds = [f"{score}.{kind}" for score in SCORES for kind in RANGES]
    chosen = one_of("attention_kind", kinds, "scaled.global")
    others = drawn_together("attention_kinds", kinds)

    def moved(tile: int, more: list[int]) -> None:
        link.remember("attention_kind", kinds[tile])
        keep_together("attention_kinds", [kinds[other] for other in more])

    names = [t(f"attention.score_{score}") for score in SCORES]
    attention_maps(
        shown,
        tiles(every_kind(shown, layer - 1, head - 1, window, fit), most=1.0),
        (names, [t(f"attention.range_{kind}") for kind in RANGES]),
        (kinds.index(chosen), [kinds.index(other) for other in others if other != chosen]),
        moved,
        t,
        grid="kinds",
    )
