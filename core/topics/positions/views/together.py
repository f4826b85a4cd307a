"""A view of Positions: all six schemes on the same queries and keys, side by side, and a table of them."""

import streamlit as st

from core.app.state import Translator
from core.app.widgets.controls import controls
from core.topics.positions.views import shared
from core.topics.positions.views.scores import choose_stage, scheme_map

COLUMNS = 4


def together_view(t: Translator) -> None:
    """Seven small maps: what one head makes of the sentence with each scheme, and without any."""
    from core.topics.positions.schemes import SCHEMES, scores

    traced, passes = shared.current(t)
    choices, tables = controls("positions_together"), shared.tables()
    layer, head = shared.pick_layer_and_head(traced, t, choices)
    with choices:
        stage = choose_stage(t)
    ready = [name for name in SCHEMES if tables is not None or name not in ("shaw", "t5")]
    heads = traced.opened.shape.heads
    maps = {name: scores(passes, name, layer, head, heads, tables) for name in ready}
    if stage == "softmax":
        maps = {name: values.softmax(-1) for name, values in maps.items()}
    _maps(maps, shared.sentence_tokens(traced), stage, t)
    if tables is None:
        st.info(t("positions.no_tables"), icon=":material/science:")
    st.caption(t("positions.together_note"))
    st.markdown(t("positions.table"))


def _maps(maps, tokens: list[str], stage: str, t: Translator) -> None:
    """All maps on one scale, four to a row."""
    from core.topics.positions.figures.pairs import small_pairs

    end = max(values.abs().max().item() for values in maps.values())
    names = list(maps)
    for start in range(0, len(names), COLUMNS):
        for name, column in zip(names[start : start + COLUMNS], st.columns(COLUMNS), strict=False):
            with column:
                scheme_map(small_pairs, maps[name], tokens, name, f"small_{name}", stage, end, t)
                st.caption(t(f"positions.where_{name}"))
