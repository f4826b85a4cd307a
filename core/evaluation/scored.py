"""Rows with verdicts and, where there are any, labels: what every evaluation begins with. No torch here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.base.errors import SentiscopeError

NO_LABEL = -1
Rows = NDArray[np.bool_]


@dataclass(frozen=True)
class Verdicts:
    """A model's verdicts on N rows: the probability of positive, NaN where it gave none, (N,) float64.

    `has_probabilities` is false where the file told only positive or negative: each is then 1 or 0.
    """

    name: str
    probability: NDArray[np.float64]
    has_probabilities: bool = True

    @property
    def positive(self) -> Rows:
        """Whether each verdict is positive; false where there is none."""
        return self.probability >= 0.5

    @property
    def confidence(self) -> NDArray[np.float64]:
        """The probability of the class that was chosen, 0.5 … 1, (N,)."""
        return np.maximum(self.probability, 1 - self.probability)


@dataclass(frozen=True)
class Scored:
    """N rows in file order: their texts, labels (1, 0, −1 where there is none), verdicts, own columns.

    `numbers` are the rows' numbers in the file, from 1. `notes` tell what was left out on the way.
    """

    numbers: NDArray[np.int64]
    texts: list[str]
    labels: NDArray[np.int8]
    verdicts: tuple[Verdicts, ...]
    columns: dict[str, list[str]]
    notes: tuple[SentiscopeError, ...] = ()

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def labelled(self) -> Rows:
        """The rows with a label and a verdict of every model, (N,)."""
        return self.judged & (self.labels != NO_LABEL)

    @property
    def judged(self) -> Rows:
        """The rows with a verdict of every model, (N,); none where there is no model."""
        if not self.verdicts:
            return np.zeros(len(self), np.bool_)
        return np.all([~np.isnan(one.probability) for one in self.verdicts], axis=0)

    def right(self, model: int) -> Rows:
        """Whether a model's verdict is its row's label; meaningful for `labelled` rows only, (N,)."""
        return np.asarray(self.verdicts[model].positive == (self.labels == 1))

    def of(self, rows: Rows) -> "Scored":
        """Only the rows that are true in `rows`, (N,)."""
        chosen = np.flatnonzero(rows).tolist()
        verdicts = (replace(one, probability=one.probability[rows]) for one in self.verdicts)
        return Scored(
            self.numbers[rows],
            [self.texts[row] for row in chosen],
            self.labels[rows],
            tuple(verdicts),
            {name: [cells[row] for row in chosen] for name, cells in self.columns.items()},
            self.notes,
        )

    def named(self, names: Sequence[str]) -> "Scored":
        """The same with other names for its models."""
        verdicts = (replace(one, name=name) for one, name in zip(self.verdicts, names, strict=True))
        return replace(self, verdicts=tuple(verdicts))


def side_by_side(first: Scored, second: Scored) -> Scored:
    """The verdicts of both files, which hold the same rows; the labels are the first's, else the second's.

    Error: `evaluation_rows_differ`, with the first row of which that is not so.
    """
    if len(first) != len(second):
        raise SentiscopeError("evaluation_rows_number", first=len(first), second=len(second))
    for number, texts in enumerate(zip(first.texts, second.texts, strict=True), start=1):
        if texts[0].split() != texts[1].split():
            raise SentiscopeError("evaluation_rows_differ", row=number)
    labels = first.labels if (first.labels != NO_LABEL).any() else second.labels
    return replace(first, labels=labels, verdicts=(*first.verdicts, *second.verdicts))
