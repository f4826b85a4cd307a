"""Counting what a model of any classes said of rows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from core.data.labels import folded
from core.scoring.classes.outcome import ClassOutcome
from core.scoring.counts import Counts, RowCounts

VERDICTS = "verdicts"


@dataclass
class ClassCounts(RowCounts):
    """Counts over rows of any classes: the verdicts by their word, and how many of the labels are met."""

    NUMBERS: ClassVar[tuple[str, ...]] = (*RowCounts.TOLD, "labelled", "right")
    COUNTERS: ClassVar[tuple[str, ...]] = ("problems", VERDICTS)

    labelled: int = 0
    right: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    classes: frozenset[str] = frozenset()  # as `folded` has them; a label that is none of them counts as none

    def add(self, outcome: ClassOutcome, label: str, zero_is_neutral: bool = False) -> None:
        """Count a row; `label` is its label's cell, empty where there is none."""
        self._add_row(outcome)
        if outcome.prediction is None:
            return
        self.verdicts[outcome.prediction] += 1
        true = folded(label)
        if true in self.classes:
            self.labelled += 1
            self.right += true == folded(outcome.prediction)

    def labels(self) -> dict[str, float]:
        """Accuracy, and of how many labels."""
        return {"labelled": self.labelled, "accuracy": self.right / self.labelled} if self.labelled else {}

    def summary(self) -> dict[str, Any]:
        """See RowCounts; the verdicts by their word."""
        return {**super().summary(), VERDICTS: dict(self.verdicts)}


def counts_of(classes: Sequence[str]) -> RowCounts:
    """Counts of no rows yet: of these classes, or if there are none of negative and positive."""
    return ClassCounts(classes=frozenset(map(folded, classes))) if classes else Counts()


def counts_in(tally: Mapping[str, Any]) -> RowCounts:
    """The counts that `as_dict` wrote, of whatever classes."""
    return ClassCounts.from_dict(tally) if VERDICTS in tally else Counts.from_dict(tally)
