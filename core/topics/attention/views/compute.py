"""One cell of an attention map worked out on the page: score, mask, softmax, weighted sum."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.numbers import numeral
from core.app.panels import table
from core.app.state import Translator
from core.app.url_picks import pick_number, worded_buttons
from core.app.widgets.controls import controls
from core.app.widgets.worked_cell import latex, terms_table
from core.topics.attention.views.heads import head_pickers
from core.topics.attention.views.kinds import WINDOW, window_slider
from core.topics.attention.views.pair import cell_pickers
from core.topics.attention.views.sentences import traced_sentences

if TYPE_CHECKING:
    from core.trace.cells import Cell
    from core.trace.steps import OpenStep
    from core.trace.trace import TracedForward

MOST_HEIGHT = 318  # pixels: eight operands


def compute(t: Translator) -> None:
    """A cell from its query and key to the weighted sum of values."""
    from core.topics.attention.kinds import chain

    choices = controls("attention_compute")
    traced = traced_sentences(t, choices)
    layer, head = head_pickers(traced, t, choices)
    row, column = cell_pickers(traced, layer, head, t, choices)
    K = traced.trace.of("values", 0).shape[-1]
    dimension = pick_number(t("attention.dimension"), range(K), key="attention_dimension", container=choices)
    kind, window = _range(t, choices)
    show_chain(traced, chain(traced, layer - 1, head - 1, kind, window, row), row, column, dimension, t)


def _range(t: Translator, container: Any) -> tuple[str, int]:
    """Which tokens may be looked at, and the window where they are the near ones."""
    from core.topics.attention.concept import RANGES

    with container:
        kind = worded_buttons("attention.range", RANGES, t, default="global")
    return kind, window_slider(t, container) if "local" in kind else int(WINDOW)


def show_chain(
    traced: "TracedForward",
    steps: dict[str, "OpenStep"],
    row: int,
    column: int,
    dimension: int,
    t: Translator,
) -> None:
    """The four steps of a cell under one another, each with its numbers and its operands."""
    from core.trace.cells import work_out

    for number, (step, opened) in enumerate(steps.items(), start=1):
        at = dimension if step == "context" else column
        cell = work_out(opened, row, at)
        with st.container(border=True):
            left, right = st.columns([3, 2], gap="medium")
            with left:
                st.markdown(f"**{number}. {t(f'attention.compute_{step}')}**")
                st.latex(latex(opened, cell, at))
                gap = numeral(abs(cell.value - cell.traced), ".1e")
                worked = {
                    "worked": numeral(cell.value, ".6g"),
                    "traced": numeral(cell.traced, ".6g"),
                    "gap": gap,
                }
                st.caption(t("attention.worked", **worked))
                if step == "attention":
                    st.markdown(_sums(opened, row, t))
            with right:
                _operands(traced, opened, cell, t)


def _sums(opened: "OpenStep", row: int, t: Translator) -> str:
    """What the row adds up to, and how far any row is from 1."""
    sums = opened.value.double().sum(dim=-1)  # (T,)
    off = numeral((sums - 1).abs().max().item(), ".1e")
    return t("attention.row_sum", sum=numeral(sums[row].item(), ".6f"), rows=len(sums), off=off)


def _operands(traced: "TracedForward", opened: "OpenStep", cell: "Cell", t: Translator) -> None:
    if not len(cell.terms):
        st.caption(t("attention.no_terms"))
        return
    terms: Any = terms_table(traced, opened, cell, t)
    st.caption(t("inside.terms", count=len(terms)))
    table(terms, most=MOST_HEIGHT)
