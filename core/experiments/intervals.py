"""What the 95 % intervals of `core.base.intervals` decide about a claim.

It is held or failed only where the whole interval lies on one side; otherwise the measurement can't tell.
"""

from collections.abc import Iterable

from core.base.intervals import (
    another,
    bootstrap,
    difference,
    geometric_mean,
    mapped,
    mean,
    paired,
    ratio,
    share,
    slope,
)
from core.base.numbers import Estimate
from core.experiments.experiment import Verdict

__all__ = [
    "above",
    "another",
    "below",
    "bootstrap",
    "difference",
    "every",
    "exactly",
    "geometric_mean",
    "mapped",
    "mean",
    "paired",
    "ratio",
    "share",
    "slope",
]


def above(estimate: Estimate, bound: float) -> Verdict:
    """Is it more than the bound?"""
    if estimate.low > bound:
        return "held"
    return "failed" if estimate.high < bound else "undecided"


def below(estimate: Estimate, bound: float) -> Verdict:
    """Is it less than the bound?"""
    if estimate.high < bound:
        return "held"
    return "failed" if estimate.low > bound else "undecided"


def exactly(condition: bool) -> Verdict:
    """What was counted or compared bit for bit is so or is not."""
    return "held" if condition else "failed"


def every(verdicts: Iterable[Verdict]) -> Verdict:
    """Of a claim with several parts: one that failed decides, then one that can't tell."""
    found = set(verdicts)
    return "failed" if "failed" in found else "undecided" if "undecided" in found else "held"
