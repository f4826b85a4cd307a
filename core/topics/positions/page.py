"""Positions: how a model that sees no order is told where its words stand, in six ways."""

import streamlit as st

from core.app import url_state
from core.app.models import traced_model
from core.app.page import concept_page
from core.app.state import Translator
from core.topics.positions.views import shared
from core.topics.positions.views.compute import compute
from core.topics.positions.views.measured import measured
from core.topics.positions.views.rope import rope_view
from core.topics.positions.views.scores import alibi_view, shaw_view, t5_view
from core.topics.positions.views.together import together_view
from core.topics.positions.views.vectors import learned_view, order_view, sinusoidal_view

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
    view = url_state.choose(
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
    from core.app.widgets.twin_panel import choose_twin, twin_panel
    from core.topics.positions.shuffles import position_table
    from core.topics.positions.twins import TWINS, arguments

    twin = choose_twin(TWINS, t("positions.twin"), key="positions_twin", default="rope", t=t)
    with st.skeleton(shared.HEIGHT):
        shown = traced_model.current_trace()
    layer = shared.one_of("layer", shown.opened.shape.layers, st.columns(4)[0], t)
    queries, keys, values = (shown.trace.of(name, layer) for name in ("queries", "keys", "values"))
    shaw, t5 = shared.twin_tables(shown.opened.shape.heads)
    given = arguments(queries, keys, values, position_table(shown), shaw, t5)
    twin_panel(twin, given[twin.name], t)
    st.caption(t("positions.twin_note"))


def draw() -> None:
    concept_page("positions", {"see": see, "compute": compute, "code": code, "measured": measured})
