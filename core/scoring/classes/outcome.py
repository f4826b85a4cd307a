"""What a row gets of a model of any classes: the likeliest, and the probability of each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from core.data.files.reviews_csv import Row
from core.scoring.engine import Scorer
from core.scoring.outcome import Read, Value, as_cell, read_rows, written

PROBABILITY = "probability_"  # and the class's word
FIXED = ("prediction", "needs_review", "problem")


@dataclass(frozen=True, slots=True)
class ClassOutcome:
    """A row's class, its word (None: not scored), and the probabilities of all, as the file will say them."""

    prediction: str | None
    probabilities: tuple[float | None, ...]
    problem: str
    needs_review: bool
    is_cut: bool = False
    windows: int = 1

    @property
    def is_scored(self) -> bool:
        return self.prediction is not None

    def values(self) -> list[Value]:
        """The values of the columns that are `added_by_classes`, None where one has none."""
        return [self.prediction, self.needs_review, self.problem or None, *self.probabilities]

    def cells(self) -> list[str]:
        """The same as a CSV says them."""
        return [*map(as_cell, self.values())]


def added_by_classes(classes: Sequence[str]) -> tuple[str, ...]:
    """The columns that scoring adds: verdict, review, problem, and a probability for each class."""
    return (*FIXED, *(f"{PROBABILITY}{name}" for name in classes))


def class_outcomes(
    scorer: Scorer, rows: Sequence[Row], column: int, threshold: float, scored: Callable[[int], object]
) -> list[ClassOutcome]:
    """One outcome a row, in order; `scored` hears how many more are."""
    read, scores = read_rows(scorer, rows, column, scored)
    none = ClassOutcome(None, (None,) * len(scorer.classes), "empty_text", True)
    found = {row.number: replace(none, problem=row.problem or none.problem) for row in rows}
    for one, probabilities in zip(read, scores.probability, strict=True):
        found[one.row.number] = _outcome(one, probabilities, scorer.classes, threshold)
    return [*found.values()]


def _outcome(read: Read, probabilities: Any, classes: Sequence[str], threshold: float) -> ClassOutcome:
    if np.isnan(probabilities).any():
        return ClassOutcome(None, (None,) * len(classes), read.unanswered, True, windows=read.windows)
    numbers = tuple(map(written, probabilities))
    likeliest = numbers.index(max(numbers))  # the first of equals
    unsure = numbers[likeliest] < threshold
    review = unsure or bool(read.problem)
    return ClassOutcome(classes[likeliest], numbers, read.problem, review, read.is_cut, read.windows)
