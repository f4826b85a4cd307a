"""Positions: how a model that sees no order is told where its words stand, in six ways."""

import streamlit as st

from core.ui import inside, link, positions
from core.ui.frame import concept_page
from core.ui.positions_compute import compute
from core.ui.positions_measured import measured
from core.ui.positions_rope import rope_view
from core.ui.positions_scores import alibi_view, shaw_view, t5_view
from core.ui.positions_together import together_view
from core.ui.positions_vectors import learned_view, order_view, sinusoidal_view
from core.ui.state import Translator

VIEWS = {
    "order": order_view,
    "sinusoidal": sinusoidal_view,
    "learned": learned_view,
    "shaw": shaw_view,
    "t5": t5_view,
    "alibi": alibi_view,
    "rope": rope_view,
    "together": together_view,
}


def see(t: Translator) -> None:
    view = link.choose(
        t("positions.view"),
        tuple(VIEWS),
        key="positions_view",
        default="order",
        names=lambda name: t(f"positions.view_{name}"),
        label_visibility="collapsed",
    )
    st.markdown(t(f"positions.intro_{view}"), width=860)
    VIEWS[view](t)


def code(t: Translator) -> None:
    """Each scheme beside its library or its plain loops, on this sentence's own tensors."""
    from core.concepts.positions_twins import TWINS, arguments
    from core.explain.order import position_table
    from core.ui.twins import choose_twin, twin_panel

    twin = choose_twin(TWINS, t("positions.twin"), key="positions_twin", default="rope", t=t)
    with st.skeleton(positions.HEIGHT):
        shown = inside.current_walk()
    layer = positions.one_of("layer", shown.opened.shape.layers, st.columns(4)[0], t)
    queries, keys, values = (shown.trace.of(name, layer) for name in ("queries", "keys", "values"))
    shaw, t5 = positions.twin_tables(shown.opened.shape.heads)
    given = arguments(queries, keys, values, position_table(shown), shaw, t5)
    twin_panel(twin, given[twin.name], t)
    st.caption(t("positions.twin_note"))


concept_page("positions", {"see": see, "compute": compute, "code": code, "measured": measured})
