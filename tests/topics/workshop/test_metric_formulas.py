"""The formulas of the metrics hold the counts and the values, at their places."""

from core.nn.metrics import Confusion
from core.topics.workshop.metric_formulas import (
    accuracy_formula,
    f1_formula,
    interval_formula,
    precision_recall_formula,
)

COUNTS = Confusion(true_positive=6, false_positive=2, false_negative=3, true_negative=9)


def test_accuracy_is_what_is_right_of_all() -> None:
    assert accuracy_formula(COUNTS, 0.75) == r"\frac{TP+TN}{N} = \frac{6+9}{20} = \mathbf{0.7500}"


def test_precision_and_recall_have_their_own_wholes() -> None:
    first, second = precision_recall_formula(COUNTS).split(r"\\")
    assert r"P &= \frac{TP}{TP+FP} = \frac{6}{8} = 0.7500" in first
    assert r"R &= \frac{TP}{TP+FN} = \frac{6}{9} = 0.6667" in second


def test_a_share_of_nothing_is_a_dash() -> None:
    first, second = precision_recall_formula(Confusion(0, 0, 0, 5)).split(r"\\")
    assert first.strip().endswith("= -")
    assert r"\frac{TP}{TP+FN} = - " in second


def test_f1_counts_what_is_positive_twice() -> None:
    assert r"\frac{2\cdot6}{2\cdot6+2+3} = \mathbf{0.7059}" in f1_formula(COUNTS, 12 / 17)


def test_interval_ends_with_its_bounds() -> None:
    formula = interval_formula(0.75, 20, (0.5313, 0.8881))
    assert formula.endswith(r"p = 0.7500,\; N = 20,\; z = 1.96\;\Rightarrow\; [0.5313,\, 0.8881]")
