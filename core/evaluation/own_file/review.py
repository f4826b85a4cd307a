"""From which probability on a verdict needs no look by hand: chosen on the rows set aside."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.base.intervals import share
from core.base.numbers import Estimate

FEWEST_ROWS = 50  # set aside; of fewer a threshold would be chosen by chance
FEWEST_SURE = 20  # of them that reach a threshold, for it to be tried
PART = 0.5  # of all rows' errors a hundred, at most among those that nobody looks at


@dataclass(frozen=True)
class Review:
    """Of `rows` rows set aside `sure` reach the threshold, and the `accuracy` of these is known."""

    threshold: float
    rows: int
    sure: int
    accuracy: Estimate


def choose_review(probabilities: NDArray[np.floating], labels: NDArray[np.int64]) -> Review | None:
    """The lowest threshold from which on verdicts are wrong at most half as often as all of them together.

    `probabilities` (N, C) are a model's of N rows that it did not learn from, `labels` (N,) their classes. It
    holds also at each higher threshold, in steps of 0.01, that FEWEST_SURE rows reach. None where there is no
    such threshold, or fewer than FEWEST_ROWS rows.
    """
    if len(labels) < FEWEST_ROWS:
        return None
    sure = probabilities.max(axis=1)  # (N,)
    right = probabilities.argmax(axis=1) == labels  # (N,)
    found, wrong = None, 1 - right.mean()
    for hundredths in range(99, 0, -1):
        reach = sure >= hundredths / 100
        if reach.sum() < FEWEST_SURE:
            continue
        if 1 - right[reach].mean() > PART * wrong:
            break
        found = Review(
            hundredths / 100, len(labels), int(reach.sum()), share(int(right[reach].sum()), int(reach.sum()))
        )
        if reach.all():  # a lower one would not send a row less
            break
    return found
