"""The component that draws a decoding tree, and what its colours and signs mean."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.state import Translator
from core.app.widgets.component import component

if TYPE_CHECKING:
    from core.topics.decoding.figures_tree import Picture

_tree = component("tree", "decoding")
COLOURS = {"beam": "accent", "greedy": "greedy", "sampled": "sampled"}
KINDS = ("kept", "pruned", "finished")
SIGNS = ("sum", "rank", "fell")


def words_of(t: Translator) -> Callable[..., str]:
    """The tree's own texts by the last part of their key."""
    return lambda part, **parameters: t(f"decoding.tree_{part}", **parameters)


def draw_tree(
    picture: "Picture",
    label: str,
    t: Translator,
    *,
    key: str,
    strategies: Sequence[str],
    sums: bool = False,
    clicked: Callable[[int], Any] | None = None,
) -> None:
    """The tree in a box that scrolls, with its legend; `clicked` is called with a node's number."""

    def opened() -> None:
        number = st.session_state[key].node
        if clicked and number in picture.order:
            clicked(number)

    data = {**picture.data, "legend": _legend(strategies, sums, t), "label": label, "opens": bool(clicked)}
    _tree(data=data, key=key, on_node_change=opened)


def _legend(strategies: Sequence[str], sums: bool, t: Translator) -> list[dict[str, str]]:
    """What the colours and marks mean: a box as it is drawn, or none for a sign of the second line."""
    boxes = [("taken", COLOURS[name], name) for name in COLOURS if name in strategies]
    boxes += [(kind, "muted", kind) for kind in KINDS]
    boxes += [("", "", sign) for sign in SIGNS if sums]
    return [
        {"kind": kind, "colour": colour, "text": t(f"decoding.legend_{name}")} for kind, colour, name in boxes
    ]
