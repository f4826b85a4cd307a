"""A file that a model of any classes scored: its verdicts beside the labels, in the model's own words."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.base.errors import SentiscopeError
from core.base.shortened import shortened
from core.data.files.reviews_csv import LONGEST_TOLD, Table
from core.data.files.tables import open_any, rows_of, unreadable
from core.data.labels import folded
from core.evaluation.classes.metrics import Judged, judge
from core.scoring.classes.outcome import FIXED, PROBABILITY


@dataclass(frozen=True)
class ClassesFile:
    """The rows of a file with both a label and a verdict among its `classes`, judged.

    `unknown` rows have a label that is no class of the model, `unlabelled` ones none.
    """

    classes: tuple[str, ...]
    judged: Judged
    rows: int
    unknown: int
    unlabelled: int


def classes_in_table(table: Table) -> tuple[str, ...]:
    """The classes that a scored file has a column for; () of any other file.

    A file of verdicts for two classes has one column `probability`, which such a file has not.
    """
    names = [name.removeprefix(PROBABILITY) for name in table.columns if name.startswith(PROBABILITY)]
    is_scored = FIXED[0] in table.columns and "probability" not in table.columns
    return tuple(names) if is_scored and len(names) > 1 else ()


def label_in(table: Table) -> int | None:
    """The column of labels in such a file, by its name; None where there is none."""
    from core.evaluation.own_file.reading import learning_columns
    from core.evaluation.reading import Choice

    try:
        return learning_columns(table, Choice()).label
    except SentiscopeError:
        return None


def read_classes(path: Path, label: str | None = None, header: int | None = None) -> ClassesFile:
    """Judge the verdicts of such a file.

    Errors: those of `open_any`; `csv_column_missing`; `evaluation_not_classes` for another file;
    `own_file_no_label_column` where no column of labels is named or found; `evaluation_no_labels`.
    """
    from core.evaluation.own_file.reading import learning_columns
    from core.evaluation.reading import Choice

    try:
        table = open_any(path, header=header)
        classes = classes_in_table(table)
        if not classes:
            raise SentiscopeError("evaluation_not_classes", file=shortened(path.name, LONGEST_TOLD))
        columns = learning_columns(table, Choice(label=label))
        rows = [*rows_of(table, columns.text)]
    except OSError as error:
        raise unreadable(path, error) from error
    said = [row.cell(table.index(FIXED[0])) for row in rows]
    given = [row.cell(columns.label) for row in rows]
    return _judged(classes, said, given)


def _judged(classes: tuple[str, ...], said: Sequence[str], given: Sequence[str]) -> ClassesFile:
    number = {folded(name): place for place, name in enumerate(classes)}
    verdicts = np.array([number.get(folded(cell), -1) for cell in said], np.int64)
    labels = np.array([number.get(folded(cell), -1) for cell in given], np.int64)
    both = (verdicts >= 0) & (labels >= 0)
    if not both.any():
        raise SentiscopeError("evaluation_no_labels")
    blank = sum(not cell.strip() for cell in given)
    found = judge(FIXED[0], labels[both], verdicts[both], len(classes))
    return ClassesFile(classes, found, len(said), int((labels < 0).sum()) - blank, blank)
