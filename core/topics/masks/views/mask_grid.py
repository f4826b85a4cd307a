"""Our component for a mask: scores + mask → softmax, the mask's cells to be clicked on and off."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from core.app.state import Translator
from core.app.widgets.component import component, packed

KEY = "masks_grid"
WORDS = ("scores", "mask", "attention", "seen", "hidden", "score", "share", "sum")

_grid = component("mask_grid", "masks")


def mask_grid(
    arrays: dict[str, Any],
    tokens: Sequence[str],
    real: Sequence[bool],
    flips: Sequence[str],
    go: Callable[[list[str]], None],
    t: Translator,
) -> None:
    """Draw `scores`, `mask` (0 or −∞) and `attention`, all (T, T).

    `flips` are the cells that differ from the chosen kind of mask, as "t.s"; `go` is given the new ones.
    """

    def clicked() -> None:
        go(st.session_state[KEY].flips)

    header = {
        "tokens": list(tokens),
        "real": [bool(is_real) for is_real in real],
        "flips": list(flips),
        "texts": {word: t(f"masks.grid_{word}") for word in WORDS},
    }
    floats = {name: arrays[name].float().contiguous().numpy() for name in ("scores", "mask", "attention")}
    _grid(data=packed(header, floats), key=KEY, on_flips_change=clicked)
