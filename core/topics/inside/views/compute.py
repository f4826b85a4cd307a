"""One cell of a step worked out on the page: its formula with the actual numbers, and every operand."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.glossary import term_link
from core.app.models.traced_model import StepChoice, current_trace, pick_head, pick_layer, step_in_url
from core.app.models.trained_here import choose_opened
from core.app.numbers import numeral
from core.app.panels import MOST_HEIGHT, table
from core.app.state import Translator
from core.app.url_picks import pick, pick_number, pick_text
from core.app.widgets.controls import controls
from core.app.widgets.worked_cell import labels, latex, terms_table
from core.topics.inside.views.diagram import letters, shape_text, title

if TYPE_CHECKING:
    from core.trace.cells import Cell
    from core.trace.steps import OpenStep
    from core.trace.trace import TracedForward

NUMBERS = ("stream", "change", "input", "mean", "variance", "normed", "gain", "shift")


def compute(t: Translator) -> None:
    """Any cell of any step, with all its operands."""
    from core.trace.steps import open_step

    choose_opened(t)
    traced = current_trace(t)
    shape = traced.opened.shape
    chosen = step_in_url(shape.layers, shape.heads, start="scores")
    choices = controls("inside_compute")
    _pick_step(chosen, shape, t, choices)
    opened = open_step(traced, chosen.step, chosen.layer - 1, chosen.head - 1)
    row, column = _pick_cell(traced, opened, t, choices)
    with st.container(border=True):
        _, sizes = shape_text(opened).split(" = ")
        axes = " ".join(term_link(letter) for letter in letters(chosen.step))
        st.markdown(f"**{title(chosen, t)}** · {axes} = {sizes}")
        _show_cell(traced, opened, row, column, t)
    st.caption(t(f"inside.about_{chosen.step}", rows=f"{traced.opened.rows:,}"))


def _pick_step(chosen: StepChoice, shape: Any, t: Translator, container: Any) -> None:
    """Step, layer and head from lists, as far as the step has them; all kept in the URL."""
    from core.trace.encoder_trace import LAYER_STEPS
    from core.trace.steps import PER_HEAD, STEPS

    names = {step: t(f"inside.step_{step}") for step in STEPS}
    label = t("inside.step")
    pick(label, STEPS, key="inside_step", chosen=chosen.step, names=names.__getitem__, container=container)
    if chosen.step in LAYER_STEPS:
        pick_layer(shape.layers, t, "inside", container)
    if chosen.step in PER_HEAD:
        pick_head(shape.heads, t, "inside", container)


def _pick_cell(traced: "TracedForward", opened: "OpenStep", t: Translator, container: Any) -> tuple[int, int]:
    """Row and column of the cell, from two lists."""
    rows, columns = labels(traced, opened, t)
    R, C = opened.value.shape
    row = pick_text(t("inside.row"), rows[:R], key="inside_row", container=container)
    if columns:
        return row, pick_text(t("inside.column"), columns[:C], key="inside_column", container=container)
    return row, pick_number(t("inside.column"), range(C), key="inside_column", container=container)


def _show_cell(traced: "TracedForward", opened: "OpenStep", row: int, column: int, t: Translator) -> None:
    """Formula, difference from the trace, and the table of operands."""
    from core.trace.cells import work_out

    cell = work_out(opened, row, column)
    st.latex(latex(opened, cell, column))
    difference = abs(cell.value - cell.traced)
    st.markdown(
        t(
            "inside.equal",
            worked=_written(cell.value),
            traced=_written(cell.traced),
            gap=numeral(difference, ".1e"),
        )
    )
    if opened.kind == "norm":
        table(_statistics(cell, t))
    elif len(cell.terms):
        st.caption(t("inside.terms", count=len(cell.terms)))
        table(terms_table(traced, opened, cell, t), most=MOST_HEIGHT)


def _written(number: float) -> str:
    """Six decimals, with a true minus sign."""
    return numeral(number, ".6f")


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
