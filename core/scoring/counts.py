"""Counting outcomes as they come, in memory that does not grow with the rows."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from core.data.labels import parse_label
from core.scoring.outcome import Outcome

NOT_TOLD = ("cut", "in_windows")  # in a progress report


class Counted(Protocol):
    """What is counted of a row, whatever the classes of its model are."""

    @property
    def problem(self) -> str: ...

    @property
    def needs_review(self) -> bool: ...

    @property
    def is_cut(self) -> bool: ...

    @property
    def windows(self) -> int: ...

    @property
    def is_scored(self) -> bool: ...


@dataclass
class Agreement:
    """The confusion matrix: counts[label][prediction], 1 being positive."""

    counts: NDArray[np.int64] = field(default_factory=lambda: np.zeros((2, 2), np.int64))

    @property
    def total(self) -> int:
        return int(self.counts.sum())

    @property
    def accuracy(self) -> float:
        """The proportion of right predictions, 0 … 1; there must be one label at least."""
        return float(self.counts.trace() / self.total)

    @property
    def f1(self) -> float:
        """F1 of positive, 2·TP / (2·TP + FP + FN); 0 where that is 0 / 0."""
        true, wrong = 2 * self.counts[1, 1], self.counts[0, 1] + self.counts[1, 0]
        return float(true / (true + wrong)) if true + wrong else 0.0

    def as_dict(self) -> dict[str, float]:
        """Accuracy, F1 and the four counts, for a report or JSON; without any label, nothing."""
        if not self.total:
            return {}
        (true_negative, false_positive), (false_negative, true_positive) = self.counts.tolist()
        return {
            "accuracy": self.accuracy,
            "f1": self.f1,
            "true_positive": true_positive,
            "false_positive": false_positive,
            "false_negative": false_negative,
            "true_negative": true_negative,
        }


@dataclass
class RowCounts(ABC):
    """Counts over the rows so far, whatever the classes are; those `in_windows` were read in more than one.

    `NUMBERS` and `COUNTERS` are all that adds up, `TOLD` the numbers of a summary.
    """

    TOLD: ClassVar[tuple[str, ...]] = ("rows", "scored", "needs_review", "cut", "in_windows")
    NUMBERS: ClassVar[tuple[str, ...]] = TOLD
    COUNTERS: ClassVar[tuple[str, ...]] = ("problems", "languages")

    rows: int = 0
    scored: int = 0
    needs_review: int = 0
    cut: int = 0
    in_windows: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)  # of scored rows, where a file is mixed

    @abstractmethod
    def add(self, outcome: Any, label: str, zero_is_neutral: bool = False) -> None:
        """Count a row; `label` is its label's cell, empty where there is none."""

    @abstractmethod
    def labels(self) -> dict[str, float]:
        """How the predictions agree with the labels; without any label, nothing."""

    def _add_row(self, outcome: Counted) -> None:
        self.rows += 1
        self.scored += outcome.is_scored
        self.needs_review += outcome.needs_review
        self.cut += outcome.is_cut
        self.in_windows += outcome.windows > 1
        if outcome.problem:
            self.problems[outcome.problem] += 1

    def include(self, other: Self) -> None:
        """Add the counts of other rows."""
        for name in self.NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in self.COUNTERS:
            getattr(self, name).update(getattr(other, name))

    def as_dict(self) -> dict[str, Any]:
        """Everything counted, as JSON; `from_dict` reads it back."""
        counters = {name: dict(getattr(self, name)) for name in self.COUNTERS}
        return {**{name: getattr(self, name) for name in self.NUMBERS}, **counters}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """The counts that `as_dict` wrote."""
        numbers = {name: stored.get(name, 0) for name in cls.NUMBERS}  # a run that cut texts noted no windows
        counters: dict[str, Any] = {name: Counter(stored.get(name, {})) for name in cls.COUNTERS}
        return cls(**numbers, **counters)

    def metrics(self, seconds: float) -> dict[str, float]:
        """The counts as numbers for a progress report."""
        numbers = {name: getattr(self, name) for name in self.TOLD if name not in NOT_TOLD}
        return {**numbers, "problems": self.problems.total(), **self.labels(), "seconds": round(seconds, 3)}

    def summary(self) -> dict[str, Any]:
        """The counts as JSON; `labels` is empty where no scored row has one."""
        numbers = {name: getattr(self, name) for name in self.TOLD}
        return {**numbers, "problems": dict(sorted(self.problems.items())), "labels": self.labels()}


@dataclass
class Counts(RowCounts):
    """Counts over rows that are negative or positive."""

    TOLD: ClassVar[tuple[str, ...]] = ("rows", "scored", "positive", "needs_review", "cut", "in_windows")
    NUMBERS: ClassVar[tuple[str, ...]] = (*TOLD, "labels_unknown")

    positive: int = 0
    agreement: Agreement = field(default_factory=Agreement)
    labels_unknown: int = 0

    def add(self, outcome: Outcome, label: str, zero_is_neutral: bool = False) -> None:
        """Count a row; `label` is its label's cell, empty where there is none, read as `parse_label` does."""
        self._add_row(outcome)
        true = parse_label(label, zero_is_neutral) if label else None
        self.labels_unknown += true is None and bool(label.strip())
        if outcome.is_positive is None:
            return
        self.positive += outcome.is_positive
        if outcome.language is not None:
            self.languages[outcome.language] += 1
        if true is not None:
            self.agreement.counts[true, int(outcome.is_positive)] += 1

    def include(self, other: Self) -> None:
        """Add the counts of other rows."""
        super().include(other)
        self.agreement.counts += other.agreement.counts

    def as_dict(self) -> dict[str, Any]:
        """See RowCounts."""
        return {**super().as_dict(), "agreement": self.agreement.counts.tolist()}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """See RowCounts."""
        found = super().from_dict(stored)
        found.agreement = Agreement(np.array(stored["agreement"], np.int64))
        return found

    def labels(self) -> dict[str, float]:
        """Accuracy, F1, the four counts, and of how many labels."""
        found = self.agreement.as_dict()
        return found and found | {"labelled": self.agreement.total, "unknown": self.labels_unknown}
