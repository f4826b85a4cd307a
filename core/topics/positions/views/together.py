"""A view of Positions: all six schemes on the same queries and keys, side by side, and a table of them."""

import streamlit as st

from core.app.state import Translator, colours
from core.app.widgets.panels import chart
from core.topics.positions.views import shared
from core.topics.positions.views.scores import choose_stage

COLUMNS = 4


def together_view(t: Translator) -> None:
    """Seven small maps: what one head makes of the sentence with each scheme, and without any."""
    from core.topics.positions.schemes import SCHEMES, scores

    with st.skeleton(shared.HEIGHT):
        shown, found = shared.current()
    layer, head = shared.layer_and_head(shown, t)
    stage, tables = choose_stage(t), shared.tables()
    ready = [name for name in SCHEMES if tables is not None or name not in ("shaw", "t5")]
    heads = shown.opened.shape.heads
    maps = {name: scores(found, name, layer, head, heads, tables) for name in ready}
    if stage == "softmax":
        maps = {name: values.softmax(-1) for name, values in maps.items()}
    _maps(maps, shared.sentence_tokens(shown), stage, t)
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
            words = {"title": t(f"positions.scheme_{name}"), "hover": t(f"positions.{stage}_hover")}
            scale = "shares" if stage == "softmax" else "signed"
            figure = small_pairs(maps[name].numpy(), tokens, words, colours(), scale=scale, end=end)
            with column:
                alt = t("positions.pairs_alt", scheme=words["title"])
                chart(figure, key=f"positions_small_{name}", alt=alt)
                st.caption(t(f"positions.where_{name}"))
