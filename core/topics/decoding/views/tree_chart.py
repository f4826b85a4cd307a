"""The component that draws a decoding tree, and what its colours and signs mean."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.state import Translator
from core.app.widgets.component import component

if TYPE_CHECKING:
    from core.topics.decoding.figures_tree import Picture

_tree = component("tree", "decoding")
COLOURS = {"beam": "accent", "greedy": "greedy", "sampled": "sampled"}
TINT = "color-mix(in srgb, var(--ss-{}) 14%, var(--ss-background))"  # as in the component's style
SIGNS = ("sum", "rank", "fell")


def words_of(t: Translator) -> Callable[..., str]:
    """The tree's own texts by the last part of their key."""
    return lambda part, **parameters: t(f"decoding.tree_{part}", **parameters)


def draw_tree(
    picture: "Picture", label: str, *, key: str, clicked: Callable[[int], Any] | None = None
) -> None:
    """The tree in a box that scrolls; `clicked` is called with the number of a node of the picture."""

    def opened() -> None:
        number = st.session_state[key].node
        if clicked and number in picture.order:
            clicked(number)

    _tree(data={**picture.data, "label": label, "opens": clicked is not None}, key=key, on_node_change=opened)


def legend(t: Translator, *, strategies: tuple[str, ...] = ("beam", "greedy", "sampled"), sums: bool) -> None:
    """What the colours and marks mean; our own words only, so HTML is safe."""
    boxes = [
        _box(f"background:{TINT.format(colour)};border:1.5px solid var(--ss-{colour})", name, t)
        for name, colour in COLOURS.items()
        if name in strategies
    ]
    boxes.append(_box("background:var(--ss-surface);border:1px solid var(--ss-border)", "kept", t))
    boxes.append(
        _box("border-bottom:1.5px dashed var(--ss-muted);border-radius:0;height:0.45em", "pruned", t)
    )
    boxes.append(_box("border:2.5px solid var(--ss-muted);border-radius:2px", "finished", t))
    signs = [f"<span>{t(f'decoding.legend_{sign}')}</span>" for sign in SIGNS if sums]
    spans = "".join([*boxes, *signs])
    st.html(f'<div style="display:flex;flex-wrap:wrap;gap:2px 18px;font-size:0.85rem">{spans}</div>')


def _box(style: str, name: str, t: Translator) -> str:
    box = f'<i style="display:inline-block;width:1.3em;height:0.9em;border-radius:5px;{style}"></i>'
    return f'<span style="white-space:nowrap">{box} {t(f"decoding.legend_{name}")}</span>'
