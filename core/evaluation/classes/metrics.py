"""Accuracy, macro F1 and the confusion matrix of any number of classes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.base.intervals import share
from core.base.numbers import Estimate

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Judged:
    """A model's verdicts against labels, C classes.

    `confusion` has a row for each label and a column for each verdict; `f1` is each class's, 0 where a class
    has neither labels nor verdicts; `macro_f1` is their mean over the classes that have either.
    `most_frequent` is the accuracy of whoever always says the class of most labels.
    """

    name: str
    accuracy: Estimate
    macro_f1: float
    f1: tuple[float, ...]
    confusion: tuple[tuple[int, ...], ...]
    most_frequent: Estimate

    @property
    def rows(self) -> int:
        return sum(map(sum, self.confusion))


def judge(name: str, labels: Numbers, verdicts: Numbers, classes: int) -> Judged:
    """Verdicts (N,) against labels (N,), both 0 … `classes` − 1; N is not 0.

    Source: macro F1 as scikit-learn's `f1_score(average="macro")` has it, the mean of the classes' F1.
    """
    counts = np.bincount(classes * labels + verdicts, minlength=classes**2).reshape(classes, classes)
    right, said, given = np.diag(counts), counts.sum(axis=0), counts.sum(axis=1)
    f1 = 2 * right / np.maximum(1, said + given)  # (C,)
    is_there = said + given > 0
    return Judged(
        name,
        share(int(right.sum()), len(labels)),
        float(f1[is_there].mean()),
        tuple(f1.tolist()),
        tuple(map(tuple, counts.tolist())),
        share(int(given.max()), len(labels)),
    )
