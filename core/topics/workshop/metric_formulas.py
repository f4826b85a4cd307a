"""Accuracy, precision, recall, F1 and Wilson's interval as LaTeX, with the counts put in."""

from core.nn.metrics import Z_95, Confusion


def accuracy_formula(counts: Confusion, accuracy: float) -> str:
    """(TP + TN) / N."""
    worked = rf"\frac{{{counts.true_positive}+{counts.true_negative}}}{{{counts.total}}}"
    return rf"\frac{{TP+TN}}{{N}} = {worked} = \mathbf{{{accuracy:.4f}}}"


def precision_recall_formula(counts: Confusion) -> str:
    """TP / (TP + FP) and TP / (TP + FN), a line each."""
    tp = counts.true_positive
    precision, recall = _quotient(tp, tp + counts.false_positive), _quotient(tp, tp + counts.false_negative)
    return (
        rf"\begin{{aligned}} P &= \frac{{TP}}{{TP+FP}} = {precision} \\[10pt]"
        rf" R &= \frac{{TP}}{{TP+FN}} = {recall} \end{{aligned}}"
    )


def f1_formula(counts: Confusion, f1: float) -> str:
    """2PR / (P + R), which is 2TP / (2TP + FP + FN)."""
    tp, fp, fn = counts.true_positive, counts.false_positive, counts.false_negative
    return (
        r"\begin{aligned} \frac{2PR}{P+R} &= \frac{2\,TP}{2\,TP+FP+FN} \\[10pt]"
        rf" &= \frac{{2\cdot{tp}}}{{2\cdot{tp}+{fp}+{fn}}} = \mathbf{{{f1:.4f}}} \end{{aligned}}"
    )


def interval_formula(accuracy: float, total: int, interval: tuple[float, float]) -> str:
    """Wilson's interval of an accuracy p on N sentences."""
    low, high = interval
    return (
        r"\frac{p + \frac{z^2}{2N} \pm z\sqrt{\frac{p(1-p)}{N} + \frac{z^2}{4N^2}}}{1 + \frac{z^2}{N}}"
        rf",\quad p = {accuracy:.4f},\; N = {total},\; z = {Z_95:.2f}"
        rf"\;\Rightarrow\; [{low:.4f},\, {high:.4f}]"
    )


def _quotient(part: int, whole: int) -> str:
    """A fraction with its value; a dash where there is nothing to be a part of."""
    return rf"\frac{{{part}}}{{{whole}}} = {part / whole:.4f}" if whole else "-"
