"""One cell of a step worked out on the page: its formula with the actual numbers, and every operand."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.ui.flow import labels
from core.ui.latex import latex_number, latex_plain
from core.ui.state import Translator

if TYPE_CHECKING:
    from core.explain.cells import Cell
    from core.explain.steps import OpenStep
    from core.explain.walk import Walk

PARTS = ("token", "position", "segment")
# The headings of the operands' table by kind; the last column is what a term adds.
HEADINGS = {
    "sum": ("adds",),
    "linear": ("input", "weight", "product"),
    "tanh": ("input", "weight", "product"),
    "product": ("query", "key", "product"),
    "mixture": ("attention", "value", "product"),
    "softmax": ("score", "shifted", "exponential"),
}
NUMBERS = ("stream", "change", "input", "mean", "variance", "normed", "gain", "shift")
WHICH_LETTER = {"product": "k"}


def show_cell(walk: "Walk", opened: "OpenStep", row: int, column: int, t: Translator) -> None:
    """Formula, difference from the trace, and the table of operands."""
    from core.explain.cells import work_out

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
            terms_table(walk, opened, cell, t), hide_index=True, height=min(460, 38 + 35 * len(cell.terms))
        )


def _written(number: float) -> str:
    """Six decimals, with a true minus sign."""
    return f"{number:.6f}".replace("-", "−")


def latex(opened: "OpenStep", cell: "Cell", column: int) -> str:
    """The formula of a cell, with its numbers put in, as LaTeX."""
    number = {name: latex_number(value) for name, value in cell.numbers.items()}
    value = latex_plain(cell.value)
    return _FORMULAS[opened.kind](number, value, cell, column)


def _lookup(number: dict[str, str], value: str, cell: "Cell", column: int) -> str:
    return rf"E[{number['row']},\ {column}] = {value}"


def _sum(number: dict[str, str], value: str, cell: "Cell", column: int) -> str:
    return " + ".join(latex_number(term[0]) for term in cell.terms.tolist()) + f" = {value}"


def _norm(number: dict[str, str], value: str, cell: "Cell", column: int) -> str:
    spread = rf"\sqrt{{{number['variance']} + {number['epsilon']}}}"
    return (
        rf"\frac{{x - \mu}}{{\sqrt{{\sigma^2 + \varepsilon}}}} \cdot \gamma + \beta = "
        rf"\frac{{{number['input']} - {number['mean']}}}{{{spread}}}"
        rf" \cdot {number['gain']} + {number['shift']} = {value}"
    )


def _linear(number: dict[str, str], value: str, cell: "Cell", column: int) -> str:
    return rf"\sum_{{i=1}}^{{{len(cell.terms)}}} x_i w_i + b = {number['total']} + {number['bias']} = {value}"


def _tanh(number: dict[str, str], value: str, cell: "Cell", column: int) -> str:
    inside = rf"{number['total']} + {number['bias']}"
    return rf"\tanh\Big(\sum_{{i=1}}^{{{len(cell.terms)}}} x_i w_i + b\Big) = \tanh({inside}) = {value}"


def _product(number: dict[str, str], value: str, cell: "Cell", column: int) -> str:
    worked = rf"\frac{{{number['total']}}}{{\sqrt{{{number['width']}}}}}"
    return rf"\frac{{q \cdot k}}{{\sqrt{{K}}}} = {worked} = {value}"


def _mixture(number: dict[str, str], value: str, cell: "Cell", column: int) -> str:
    return rf"\sum_{{s=1}}^{{{len(cell.terms)}}} A_s V_s = {value}"


def _mask(number: dict[str, str], value: str, cell: "Cell", column: int) -> str:
    return rf"\mathrm{{mask}} = {number['mask']}:\quad {number['score']} \to {value}"


def _softmax(number: dict[str, str], value: str, cell: "Cell", column: int) -> str:
    own = rf"e^{{{number['score']} - {number['largest']}}}"
    general = r"\frac{e^{z_i - \max z}}{\sum_j e^{z_j - \max z}}"
    return rf"{general} = \frac{{{own}}}{{{number['total']}}} = {value}"


def _gelu(number: dict[str, str], value: str, cell: "Cell", column: int) -> str:
    return rf"x \cdot \Phi(x) = {number['x']} \cdot {number['share']} = {value}"


_FORMULAS = {
    "lookup": _lookup,
    "sum": _sum,
    "norm": _norm,
    "linear": _linear,
    "tanh": _tanh,
    "product": _product,
    "mask": _mask,
    "softmax": _softmax,
    "mixture": _mixture,
    "gelu": _gelu,
}


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


def terms_table(walk: "Walk", opened: "OpenStep", cell: "Cell", t: Translator) -> Any:
    """Every operand, the largest contributions first."""
    import pandas as pd

    table = pd.DataFrame(
        cell.terms.numpy(), columns=[t(f"inside.column_{name}") for name in HEADINGS[opened.kind]]
    )
    table.insert(0, t("inside.column_term"), _names(walk, opened, len(table), t))
    return table.sort_values(table.columns[-1], key=abs, ascending=False)


def _names(walk: "Walk", opened: "OpenStep", count: int, t: Translator) -> list[str]:
    """What each term is called: a token, a class, an embedding, or its number."""
    rows, columns = labels(walk, opened, t)
    if opened.kind == "sum":
        return [t(f"inside.step_{part}") for part in PARTS]
    if opened.kind == "mixture":
        return rows
    if opened.kind == "softmax" and columns:
        return columns
    return [str(number) for number in range(count)]
