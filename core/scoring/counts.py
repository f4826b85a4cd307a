"""Counting outcomes as they come, in memory that does not grow with the rows."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.labels import parse_label
from core.scoring.outcome import Outcome

COUNTS = ("rows", "scored", "positive", "needs_review", "cut", "in_windows", "labels_unknown")
SUMMED_UP = ("rows", "scored", "positive", "needs_review", "cut", "in_windows")


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
class Counts:
    """Counts over the rows so far; those `in_windows` were read in more than one."""

    rows: int = 0
    scored: int = 0
    positive: int = 0
    needs_review: int = 0
    cut: int = 0
    in_windows: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    agreement: Agreement = field(default_factory=Agreement)
    labels_unknown: int = 0
    languages: Counter[str] = field(default_factory=Counter)  # of scored rows, where a file is mixed

    def add(self, outcome: Outcome, label: str, zero_is_neutral: bool = False) -> None:
        """Count a row; `label` is its label's cell, empty where there is none, read as `parse_label` does."""
        self.rows += 1
        self.needs_review += outcome.needs_review
        self.cut += outcome.is_cut
        self.in_windows += outcome.windows > 1
        if outcome.problem:
            self.problems[outcome.problem] += 1
        true = parse_label(label, zero_is_neutral)
        self.labels_unknown += true is None and bool(label.strip())
        if outcome.is_positive is None:
            return
        self.scored += 1
        self.positive += outcome.is_positive
        if outcome.language is not None:
            self.languages[outcome.language] += 1
        if true is not None:
            self.agreement.counts[true, int(outcome.is_positive)] += 1

    def include(self, other: "Counts") -> None:
        """Add the counts of other rows."""
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.problems.update(other.problems)
        self.languages.update(other.languages)
        self.agreement.counts += other.agreement.counts

    def as_dict(self) -> dict[str, Any]:
        """Everything counted, as JSON; `from_dict` reads it back."""
        counts = {name: getattr(self, name) for name in COUNTS}
        counts |= {"languages": dict(self.languages)} if self.languages else {}
        return {**counts, "problems": dict(self.problems), "agreement": self.agreement.counts.tolist()}

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> "Counts":
        """The counts that `as_dict` wrote."""
        counts = {name: stored.get(name, 0) for name in COUNTS}  # a run that cut texts noted no windows
        agreement = Agreement(np.array(stored["agreement"], np.int64))
        languages = Counter(stored.get("languages", {}))
        return cls(**counts, problems=Counter(stored["problems"]), agreement=agreement, languages=languages)

    def metrics(self, seconds: float) -> dict[str, float]:
        """The counts as numbers for a progress report."""
        return {
            "rows": self.rows,
            "scored": self.scored,
            "positive": self.positive,
            "needs_review": self.needs_review,
            "problems": self.problems.total(),
            **self.agreement.as_dict(),
            "seconds": round(seconds, 3),
        }

    def summary(self) -> dict[str, Any]:
        """The counts as JSON; `labels` is empty where no scored row has one."""
        counts = {name: getattr(self, name) for name in SUMMED_UP}
        labels = self.agreement.as_dict()
        if labels:
            labels |= {"labelled": self.agreement.total, "unknown": self.labels_unknown}
        return {**counts, "problems": dict(sorted(self.problems.items())), "labels": labels}
