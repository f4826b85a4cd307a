"""One cell of a step worked out on the page: its formula with the actual numbers, and every operand."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.state import Translator
from core.app.widgets.worked_cell import latex, terms_table

if TYPE_CHECKING:
    from core.trace.cells import Cell
    from core.trace.steps import OpenStep
    from core.trace.trace import TracedForward

NUMBERS = ("stream", "change", "input", "mean", "variance", "normed", "gain", "shift")


def show_cell(traced: "TracedForward", opened: "OpenStep", row: int, column: int, t: Translator) -> None:
    """Formula, difference from the trace, and the table of operands."""
    from core.trace.cells import work_out

    cell = work_out(opened, row, column)
    st.latex(latex(opened, cell, column))
    difference = abs(cell.value - cell.traced)
    st.markdown(
        t("inside.equal", worked=_written(cell.value), traced=_written(cell.traced), gap=f"{difference:.1e}")
    )
    if opened.kind == "norm":
        st.dataframe(_statistics(cell, t), hide_index=True)
    elif len(cell.terms):
        st.caption(t("inside.terms", count=len(cell.terms)))
        st.dataframe(
            terms_table(traced, opened, cell, t), hide_index=True, height=min(460, 38 + 35 * len(cell.terms))
        )


def _written(number: float) -> str:
    """Six decimals, with a true minus sign."""
    return f"{number:.6f}".replace("-", "−")


def _statistics(cell: "Cell", t: Translator) -> Any:
    """LayerNorm's numbers: those of the row, and those of the cell."""
    import pandas as pd

    names = [name for name in NUMBERS if name in cell.numbers]
    return pd.DataFrame(
        {
            t("inside.column_number"): [t(f"inside.number_{name}") for name in names],
            t("inside.column_number_value"): [cell.numbers[name] for name in names],
        }
    )
