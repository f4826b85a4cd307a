"""A scored file as rows with verdicts: which column holds the texts, which the labels, which the verdicts."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.base.errors import SentiscopeError
from core.base.shortened import shortened
from core.data.files.columns import guess_columns
from core.data.files.csv_header import is_number
from core.data.files.look_through import PREVIEW_ROWS
from core.data.files.reviews_csv import LONGEST_TOLD, Row, Table
from core.data.files.tables import open_any, preview_of, rows_of, unreadable
from core.data.labels import LabelColumn, parse_label
from core.evaluation.scored import NO_LABEL, Scored, Verdicts
from core.scoring.outcome import ADDED, BECAUSE, LANGUAGE
from core.scoring.summary import read_summary

ADDED_AGAIN = re.compile(rf"({'|'.join((*ADDED, BECAUSE, LANGUAGE))})(_\d+)?")
MOST_STARS = 0.5  # of the cells: of those that are no stars, some say that nobody rated
STARS = {"1": 0, "2": 0, "3": NO_LABEL, "4": 1, "5": 1}


@dataclass(frozen=True)
class Choice:
    """Which columns hold what, by name; what is None or empty is found.

    `verdicts` are columns of probabilities of positive, or of words that say positive or negative.
    """

    text: str | None = None
    label: str | None = None
    verdicts: tuple[str, ...] = ()


def read_scored(path: Path, choice: Choice | None = None, header: int | None = None) -> Scored:
    """Read a file of texts with verdicts, labelled or not.

    Verdicts are the columns that scoring adds (`probability`, `probability_2` …, else `prediction` …),
    unless they are chosen. Labels are words for positive and negative, or one to five stars.

    Errors: those of `open_any`; `csv_column_missing`, `evaluation_no_verdicts`, `evaluation_verdict_column`.
    """
    return _opened(path, choice or Choice(), header, with_verdicts=True)


def read_labelled(path: Path, choice: Choice | None = None, header: int | None = None) -> Scored:
    """Read a file's texts and labels, if it has any, as `read_scored` does, and no verdicts.

    Errors: those of `open_any`; `csv_column_missing`.
    """
    return _opened(path, choice or Choice(), header, with_verdicts=False)


def columns_of(table: Table, choice: Choice) -> tuple[int, int | None, list[int]]:
    """The places of the texts, of the labels (None: no such column) and of the verdicts."""
    own = [index for index, name in enumerate(table.columns) if not ADDED_AGAIN.fullmatch(name)]
    rows = [[row.cell(index) for index in own] for row in preview_of(table, PREVIEW_ROWS).rows]
    guess = guess_columns([table.columns[index] for index in own], rows) if own else None
    text = table.index(choice.text) if choice.text is not None else own[guess.text] if guess else 0
    label = None if guess is None or guess.label is None else own[guess.label]
    label = table.index(choice.label) if choice.label is not None else label
    return text, None if label == text else label, _verdict_columns(table, choice.verdicts)


def _verdict_columns(table: Table, chosen: Sequence[str]) -> list[int]:
    if chosen:
        return [table.index(name) for name in chosen]
    for added in ("probability", "prediction"):
        found = [index for index, name in enumerate(table.columns) if re.fullmatch(rf"{added}(_\d+)?", name)]
        if found:
            return found
    return []


def _opened(path: Path, choice: Choice, header: int | None, with_verdicts: bool) -> Scored:
    try:
        return _read(open_any(path, header=header), choice, with_verdicts)
    except OSError as error:
        raise unreadable(path, error) from error


def _read(table: Table, choice: Choice, with_verdicts: bool) -> Scored:
    text, label, verdicts = columns_of(table, choice)
    if not with_verdicts:
        verdicts = []
    elif not verdicts:
        raise SentiscopeError("evaluation_no_verdicts", file=shortened(table.path.name, LONGEST_TOLD))
    rows = list(rows_of(table, text))
    labels, notes = _labels(table, rows, label)
    names = _model_names(table, verdicts)
    used = {text, label, *verdicts}
    own = [
        index
        for index, name in enumerate(table.columns)
        if index not in used and not ADDED_AGAIN.fullmatch(name)
    ]
    return Scored(
        np.array([row.number for row in rows], np.int64),
        [row.cell(text) for row in rows],
        labels,
        tuple(_verdicts(rows, index, name) for index, name in zip(verdicts, names, strict=True)),
        {table.columns[index]: [row.cell(index).strip() for row in rows] for index in own},
        notes,
    )


def _labels(
    table: Table, rows: Sequence[Row], label: int | None
) -> tuple[NDArray[np.int8], tuple[SentiscopeError, ...]]:
    """Each row's label, and what has to be said of them."""
    if label is None:
        return np.full(len(rows), NO_LABEL, np.int8), ()
    cells = [row.cell(label).strip() for row in rows]
    column = shortened(table.columns[label], LONGEST_TOLD)
    if are_stars(cells):
        numbers = [STARS.get(cell.removesuffix(".0"), NO_LABEL) for cell in cells]
        return np.array(numbers, np.int8), (SentiscopeError("evaluation_stars", column=column),)
    found = LabelColumn().read(cells)
    if any(is_number(cell) and float(cell) > 1 for cell in cells):  # then a 1 among them is no verdict
        note = SentiscopeError("evaluation_labels_numbers", column=column)
        return np.full(len(rows), NO_LABEL, np.int8), (note,)
    known = [parse_label(cell, found.zero_is_neutral) for cell in cells]
    labels = np.array([NO_LABEL if one is None else one for one in known], np.int8)
    if not found.unread:
        return labels, ()
    note = SentiscopeError(
        "evaluation_labels_left_out", column=column, rows=found.unread, values=found.told()
    )
    return labels, (note,)


def are_stars(cells: Sequence[str]) -> bool:
    """Whether most cells that are not blank are one to five, some more than two, and no other a number.

    Ones and twos alone are names of classes, which nobody can tell apart.
    """
    counts = Counter(cell.removesuffix(".0") for cell in cells if cell)
    stars = sum(counts[star] for star in STARS)
    others = [cell for cell in counts if cell not in STARS]
    is_rated = any(counts[star] for star in ("3", "4", "5"))
    return is_rated and stars >= MOST_STARS * counts.total() and not any(map(is_number, others))


def _model_names(table: Table, verdicts: Sequence[int]) -> list[str]:
    """What each column of verdicts is called: by its model where a summary beside the file says which."""
    names = [table.columns[index] for index in verdicts]
    try:
        summary = read_summary(table.path if isinstance(table.path, Path) else table.path.path)
    except SentiscopeError:
        return names
    own = summary["columns"].get("probability", {}).get("name")
    return [str(summary["model"]["name"]) if name == own else name for name in names]


def _verdicts(rows: Sequence[Row], index: int, name: str) -> Verdicts:
    cells = [row.cell(index).strip() for row in rows]
    numbers = [_number(cell) for cell in cells]
    if all(number is not None and not number < 0 and not number > 1 for number in numbers):
        return Verdicts(name, np.array(numbers, np.float64))
    found = LabelColumn().read(cells)
    if found.stray_rows:
        raise SentiscopeError("evaluation_verdict_column", column=name, values=found.told())
    said = [parse_label(cell, found.zero_is_neutral) for cell in cells]
    probability = np.array([np.nan if one is None else one for one in said], np.float64)
    return Verdicts(name, probability, has_probabilities=False)


def _number(cell: str) -> float | None:
    """A cell's number, NaN where it is blank, None where it is something else."""
    try:
        return float(cell or "nan")
    except ValueError:
        return None
