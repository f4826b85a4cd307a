"""A scored file read back for a page: numbers of all rows, texts only of chosen rows."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.base.errors import SentiscopeError
from core.data.files.csv_records import Dialect
from core.data.files.reviews_csv import Row, Table, open_table, read_rows
from core.data.labels import parse_label
from core.scoring.counts import Agreement
from core.scoring.outcome import ADDED, BECAUSE, LANGUAGE, confidence, is_positive
from core.scoring.summary import read_summary

NO_LABEL = -1
BINS = 20


@dataclass(frozen=True)
class ScoredRow:
    """A row to show: its index (from 0), text, probability (None if not scored), label and problem.

    `because` is None where the file was scored without asking why; `language` where all rows are of one, and
    blank where a text is in neither of ours.
    """

    index: int
    text: str
    probability: float | None
    label: int | None
    problem: str
    because: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class Result:
    """All rows in numbers, in file order.

    `probability` of positive is float32, NaN where not scored; `label` int8, -1 where there is none
    that we know; `flagged` says which rows have a problem and need review at any threshold.
    """

    table: Table
    summary: dict[str, Any]
    probability: NDArray[np.float32]
    label: NDArray[np.int8]
    flagged: NDArray[np.bool_]

    @property
    def explains(self) -> bool:
        """Whether each verdict comes with the words that speak for it."""
        return BECAUSE in self.summary["columns"]

    @property
    def is_mixed(self) -> bool:
        """Whether rows are of two languages, each scored by the model of its own."""
        return LANGUAGE in self.summary["columns"]

    def model_of(self, row: ScoredRow) -> str:
        """The name of the model that scored a row."""
        models = self.summary.get("models", {})
        return str(models.get(row.language, self.summary)["model"]["name"])

    @property
    def scored(self) -> NDArray[np.bool_]:
        return ~np.isnan(self.probability)

    def needs_review(self, threshold: float) -> int:
        """How many rows a person should look at, if less than `threshold` (0.5 … 1) is unsure."""
        return int(self.review_flags(threshold).sum())

    def review_flags(self, threshold: float) -> NDArray[np.bool_]:
        """For each row whether a person should look at it, if less than `threshold` (0.5 … 1) is unsure."""
        # A comparison with NaN is false: rows that were not scored are flagged.
        return self.flagged | (confidence(self.probability) < threshold)

    def agreement(self) -> Agreement:
        """Predictions at 0.5 against labels, over the rows that have both."""
        both = self.both
        pairs = 2 * self.label[both].astype(np.int64) + is_positive(self.probability[both])
        return Agreement(np.bincount(pairs, minlength=4).reshape(2, 2).astype(np.int64))

    def mistakes(self, count: int | None = None) -> NDArray[np.int64]:
        """Indices of the rows whose label the model missed, the surest first, ties in file order."""
        wrong = self.both & (is_positive(self.probability) != (self.label == 1))
        positions = np.flatnonzero(wrong)
        order = np.argsort(-confidence(self.probability[positions]), kind="stable")
        return positions[order][:count]

    def histogram(self, bins: int = BINS) -> NDArray[np.int64]:
        """How many scored rows fall into each of `bins` equal parts of 0 … 1; 1 is in the last."""
        return np.histogram(self.probability[self.scored], bins, range=(0, 1))[0]

    def top_rows(self, count: int) -> list[ScoredRow]:
        """The first rows of the file."""
        return self.rows(range(min(count, len(self.probability))))

    def rows(self, indices: Sequence[int] | NDArray[np.int64]) -> list[ScoredRow]:
        """Rows by index, in the order of `indices`; reads the file up to the last of them."""
        numbers = {int(index) for index in indices}
        rows = {
            index: self._row(index, row)
            for index, row in enumerate(islice(read_rows(self.table), max(numbers, default=-1) + 1))
            if index in numbers
        }
        return [rows[int(index)] for index in indices]

    @property
    def both(self) -> NDArray[np.bool_]:
        """Which rows have a prediction and a label, (N,)."""
        return self.scored & (self.label != NO_LABEL)

    def _row(self, index: int, row: Row) -> ScoredRow:
        columns = self.summary["columns"]
        return ScoredRow(
            index,
            row.cell(columns["text"]["index"]),
            float(row.cell(columns["probability"]["index"]) or "nan") if self.scored[index] else None,
            None if self.label[index] == NO_LABEL else int(self.label[index]),
            row.cell(columns["problem"]["index"]),
            row.cell(columns[BECAUSE]["index"]) if self.explains else None,
            row.cell(columns[LANGUAGE]["index"]) if self.is_mixed else None,
        )


def read_result(path: Path) -> Result:
    """Read a scored file that has its summary beside it, in one pass, 6 bytes a row.

    Error: `result_unreadable` where the file or its summary is missing, damaged or of another run.
    """
    summary = read_summary(path)
    table = _open(path, summary)
    columns = summary["columns"]
    probability, problem = columns["probability"]["index"], columns["problem"]["index"]
    label = columns["label"]["index"] if columns["label"] else None
    zero_is_neutral = summary.get("zero_is_neutral", False)  # an earlier version's does not tell
    numbers, labels, flags = array("f"), array("b"), array("b")
    try:
        for row in read_rows(table):
            numbers.append(float(row.cell(probability) or "nan"))
            labels.append(NO_LABEL if label is None else _label(row.cell(label), zero_is_neutral))
            flags.append(bool(row.cell(problem)))
    except ValueError as error:
        raise SentiscopeError("result_unreadable", file=path.name) from error
    return Result(
        table,
        summary,
        np.frombuffer(numbers, np.float32),
        np.frombuffer(labels, np.int8),
        np.frombuffer(flags, np.int8).astype(np.bool_),
    )


def _label(cell: str, zero_is_neutral: bool) -> int:
    known = parse_label(cell, zero_is_neutral)
    return NO_LABEL if known is None else known


def _open(path: Path, summary: dict[str, Any]) -> Table:
    """The table as it was written; its dialect is known and needs no guess."""
    if not path.is_file():
        raise SentiscopeError("result_unreadable", file=path.name)
    table = open_table(path, Dialect("utf-8-sig", summary["delimiter"]), header=1)
    for role in (*ADDED, *(role for role in (LANGUAGE, BECAUSE) if role in summary["columns"])):
        column = summary["columns"][role]
        if table.header[column["index"] : column["index"] + 1] != (column["name"],):
            raise SentiscopeError("result_unreadable", file=path.name)
    return table
