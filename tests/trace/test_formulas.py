"""The table of formulas has one for every step, and the worked cell begins with its kind's."""

from core.app.widgets.worked_cell import latex
from core.trace.cells import work_out
from core.trace.formulas import LATEX, PLAIN
from core.trace.steps import STEPS, open_step
from core.trace.trace import TracedForward


def test_every_step_has_its_formula(traced: TracedForward) -> None:
    assert list(PLAIN) == list(STEPS)
    without = {step for step in STEPS if open_step(traced, step).kind not in LATEX}
    assert without == {"token", "position", "segment", "sum", "masked"}


def test_a_worked_cell_begins_with_the_formula_of_its_kind(traced: TracedForward) -> None:
    scores = open_step(traced, "scores")
    assert latex(scores, work_out(scores, 0, 1), 1).startswith(LATEX["product"] + " = ")
    queries = open_step(traced, "queries")
    D = queries.operands["x"].shape[1]
    assert latex(queries, work_out(queries, 0, 1), 1).startswith(rf"\sum_{{i=1}}^{{{D}}} x_i w_i + b = ")
