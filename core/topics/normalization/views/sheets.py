"""Our component for a block (B, T, D): a stack of sheets whose averaged numbers light up."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.state import Translator
from core.app.widgets.component import component, packed
from core.models.reading.pieces import text_read

if TYPE_CHECKING:
    from core.topics.normalization.inputs import Normed

KEY = "normalization_sheets"
MOST_SHEETS = 8  # more would be too thin to see
# What lights up with the chosen number: which sentences, tokens and dimensions share its statistics.
LIT = {
    "layer": {"sentences": "one", "tokens": "one", "dimensions": "all"},
    "rms": {"sentences": "one", "tokens": "one", "dimensions": "all"},
    "batch": {"sentences": "all", "tokens": "all", "dimensions": "one"},
    "sentence": {"sentences": "one", "tokens": "all", "dimensions": "all"},
}
WORDS = ("before", "after", "picture", "hint", "x", "mean", "variance", "epsilon", "gain", "shift")
OF_RMS = ("no_mean", "squares", "no_shift")

_sheets = component("sheets", "normalization")


def sheets(
    shown: "Normed", kind: str, cell: tuple[int, int, int], go: Callable[[list[int]], None], t: Translator
) -> None:
    """Draw the block before and after; `go([b, t, d])` is called when another number is chosen."""

    def moved() -> None:
        go(st.session_state[KEY].cell)

    _sheets(data=packed(_header(shown, kind, cell, t), _arrays(shown)), key=KEY, on_cell_change=moved)


def _arrays(shown: "Normed") -> dict[str, Any]:
    """The sheets that are drawn, and the statistics in shapes that broadcast to them."""
    tensors = {
        "before": shown.x[:MOST_SHEETS],
        "after": shown.result[:MOST_SHEETS],
        "mean": shown.using.mean[:MOST_SHEETS],
        "variance": shown.using.variance[:MOST_SHEETS],
        "gain": shown.weights.gain,
        "shift": shown.weights.shift,
    }
    return {name: tensor.float().contiguous().numpy() for name, tensor in tensors.items()}


def _header(shown: "Normed", kind: str, cell: tuple[int, int, int], t: Translator) -> dict[str, Any]:
    B, T, D = shown.x.shape
    drawn = min(B, MOST_SHEETS)
    count = {"batch": B * T, "sentence": T * D}.get(kind, D)
    texts = {word: t(f"normalization.sheets_{word}") for word in (*WORDS, *OF_RMS)}
    texts["together"] = t(f"normalization.together_{kind}")
    texts["more"] = t("normalization.sheets_more", count=B - drawn) if drawn < B else ""
    return {
        "kind": kind,
        "cell": list(cell),
        "epsilon": shown.weights.epsilon,
        "count": count,
        "lit": {**LIT[kind], "padding": True},
        "real": shown.real[:drawn].int().tolist(),
        "tokens": [list(row) for row in shown.pieces[:drawn]],
        "names": [text_read(row) for row in shown.tokens[:drawn]],
        "texts": texts,
    }
