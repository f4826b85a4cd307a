"""One cell of a step worked out: its formula with the numbers put in, and its operands as a table."""

from typing import TYPE_CHECKING, Any

from core.app.state import Translator
from core.app.widgets.latex import latex_number, latex_plain

if TYPE_CHECKING:
    from core.trace.cells import Cell
    from core.trace.steps import OpenStep
    from core.trace.trace import TracedForward

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


def latex(opened: "OpenStep", cell: "Cell", column: int) -> str:
    """The formula of a cell, with its numbers put in, as LaTeX."""
    from core.trace.formulas import LATEX

    number = {name: latex_number(value) for name, value in cell.numbers.items()}
    value = latex_plain(cell.value)
    if opened.kind == "mask":
        return rf"\mathrm{{mask}} = {number['mask']}:\quad {number['score']} \to {value}"
    formula = LATEX.get(opened.kind, "").replace("{N}", f"{{{len(cell.terms)}}}")
    worked = _WORKED[opened.kind](number, cell, column) if opened.kind in _WORKED else ""
    return " = ".join(side for side in (formula, worked, value) if side)


def _lookup(number: dict[str, str], cell: "Cell", column: int) -> str:
    return rf"E[{number['row']},\ {column}]"


def _sum(number: dict[str, str], cell: "Cell", column: int) -> str:
    return " + ".join(latex_number(term[0]) for term in cell.terms.tolist())


def _norm(number: dict[str, str], cell: "Cell", column: int) -> str:
    spread = rf"\sqrt{{{number['variance']} + {number['epsilon']}}}"
    return (
        rf"\frac{{{number['input']} - {number['mean']}}}{{{spread}}}"
        rf" \cdot {number['gain']} + {number['shift']}"
    )


def _linear(number: dict[str, str], cell: "Cell", column: int) -> str:
    return f"{number['total']} + {number['bias']}"


def _tanh(number: dict[str, str], cell: "Cell", column: int) -> str:
    return rf"\tanh({number['total']} + {number['bias']})"


def _product(number: dict[str, str], cell: "Cell", column: int) -> str:
    return rf"\frac{{{number['total']}}}{{\sqrt{{{number['width']}}}}}"


def _softmax(number: dict[str, str], cell: "Cell", column: int) -> str:
    own = rf"e^{{{number['score']} - {number['largest']}}}"
    return rf"\frac{{{own}}}{{{number['total']}}}"


def _gelu(number: dict[str, str], cell: "Cell", column: int) -> str:
    return rf"{number['x']} \cdot {number['share']}"


_WORKED = {
    "lookup": _lookup,
    "sum": _sum,
    "norm": _norm,
    "linear": _linear,
    "tanh": _tanh,
    "product": _product,
    "softmax": _softmax,
    "gelu": _gelu,
}


def terms_table(traced: "TracedForward", opened: "OpenStep", cell: "Cell", t: Translator) -> Any:
    """Every operand, the largest contributions first."""
    import pandas as pd

    table = pd.DataFrame(
        cell.terms.numpy(), columns=[t(f"inside.column_{name}") for name in HEADINGS[opened.kind]]
    )
    table.insert(0, t("inside.column_term"), _names(traced, opened, len(table), t))
    return table.sort_values(table.columns[-1], key=abs, ascending=False)


def _names(traced: "TracedForward", opened: "OpenStep", count: int, t: Translator) -> list[str]:
    """What each term is called: a token, a class, an embedding, or its number."""
    rows, columns = labels(traced, opened, t)
    if opened.kind == "sum":
        return [t(f"inside.step_{part}") for part in PARTS]
    if opened.kind == "mixture":
        return rows
    if opened.kind == "softmax" and columns:
        return columns
    return [str(number) for number in range(count)]


def labels(traced: "TracedForward", step: "OpenStep", t: Translator) -> tuple[list[str], list[str] | None]:
    """Names of a step's rows, and of its columns where those are tokens or classes, not dimensions."""
    tokens = [token.text for token in traced.inputs.tokens]
    rows = tokens[: step.value.shape[0]]
    if step.step in ("logits", "probabilities"):
        classes = [t("verdict.negative"), t("verdict.positive")]
        return rows, classes if traced.opened.positive else classes[::-1]
    return rows, tokens if step.step in ("scores", "masked", "attention") else None
