"""One cell of an attention map worked out on the page: score, mask, softmax, weighted sum."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.state import Translator
from core.app.widgets.worked_cell import latex, terms_table

if TYPE_CHECKING:
    from core.trace.cells import Cell
    from core.trace.steps import OpenStep
    from core.trace.trace import TracedForward

ROWS_SHOWN = 8


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
        place = dimension if step == "context" else column
        cell = work_out(opened, row, place)
        with st.container(border=True):
            left, right = st.columns([3, 2], gap="medium")
            with left:
                st.markdown(f"**{number}. {t(f'attention.compute_{step}')}**")
                st.latex(latex(opened, cell, place))
                gap = f"{abs(cell.value - cell.traced):.1e}"
                worked = {"worked": f"{cell.value:.6g}", "traced": f"{cell.traced:.6g}", "gap": gap}
                st.caption(t("attention.worked", **worked))
                if step == "attention":
                    st.markdown(_sums(opened, row, t))
            with right:
                _operands(traced, opened, cell, t)


def _sums(opened: "OpenStep", row: int, t: Translator) -> str:
    """What the row adds up to, and how far any row is from 1."""
    sums = opened.value.double().sum(dim=-1)  # (T,)
    off = f"{(sums - 1).abs().max().item():.1e}"
    return t("attention.row_sum", sum=f"{sums[row].item():.6f}", rows=len(sums), off=off)


def _operands(traced: "TracedForward", opened: "OpenStep", cell: "Cell", t: Translator) -> None:
    if not len(cell.terms):
        st.caption(t("attention.no_terms"))
        return
    table: Any = terms_table(traced, opened, cell, t)
    st.caption(t("inside.terms", count=len(table)))
    short = st.column_config.NumberColumn(format="%.4g")
    numbers = dict.fromkeys(table.columns[1:], short)
    height = 38 + 35 * min(ROWS_SHOWN, len(table))
    st.dataframe(table, hide_index=True, height=height, column_config=numbers)
