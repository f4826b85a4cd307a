"""A labelled file for learning: which column holds the texts, which the labels, whatever these are."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from core.base.errors import SentiscopeError
from core.base.shortened import shortened
from core.data.files.reviews_csv import LONGEST_TOLD, Table
from core.data.files.tables import open_any, rows_of, unreadable
from core.data.labels import folded
from core.evaluation.reading import ADDED_AGAIN, Choice, columns_of
from core.training.own_file.classes import MOST_CLASSES
from core.training.own_file.rows import OwnRows, clean

NAMES = frozenset(
    (
        *("label", "labels", "class", "category", "topic", "sentiment", "polarity", "target", "gold"),
        *("rating", "ratings", "stars", "star", "score", "overall"),
        *("标签", "标注", "情感", "极性", "类别", "分类", "主题", "评分", "星级", "倾向"),
    )
)
LOOKED_AT = 1000  # rows


@dataclass(frozen=True)
class Columns:
    """The positions of texts and labels."""

    text: int
    label: int


def read_own(path: Path, choice: Choice | None = None, header: int | None = None) -> tuple[OwnRows, str]:
    """The rows of a labelled file, cleaned, and the name of the column of labels.

    Errors: those of `open_any`, `learning_columns` and `clean`; `csv_column_missing`.
    """
    try:
        table = open_any(path, header=header)
        columns = learning_columns(table, choice or Choice())
        rows = [*rows_of(table, columns.text)]
    except OSError as error:
        raise unreadable(path, error) from error
    name = table.columns[columns.label]
    # A row whose quotes or cells are broken may have its label in the wrong place; a blank text has not.
    texts = [row.cell(columns.text) if row.can_score(columns.text) else "" for row in rows]
    cells = [row.cell(columns.label).strip() for row in rows]
    return clean([row.number for row in rows], texts, cells, name), name


def learning_columns(table: Table, choice: Choice) -> Columns:
    """The columns of texts and of labels: as chosen, as scoring guesses them, or by the label column's name.

    Errors: `csv_column_missing`, `own_file_no_label_column`, `scoring_same_column`.
    """
    text, label, _ = columns_of(table, choice)
    if choice.label is not None and table.index(choice.label) == text:
        raise SentiscopeError("scoring_same_column", column=shortened(choice.label, LONGEST_TOLD))
    if label is None:
        label = _by_name(table, text)
    if label is None:
        names = ", ".join(shortened(name, LONGEST_TOLD) for name in table.columns[:MOST_CLASSES])
        file = shortened(table.path.name, LONGEST_TOLD)
        raise SentiscopeError("own_file_no_label_column", file=file, columns=names)
    return Columns(text, label)


def _by_name(table: Table, text: int) -> int | None:
    """The first column with a label's name that holds few words, each more than once."""
    places = [
        place
        for place, name in enumerate(table.columns)
        if place != text and folded(name) in NAMES and not ADDED_AGAIN.fullmatch(name)
    ]
    rows = [*islice(rows_of(table), LOOKED_AT)] if places else []
    return next((place for place in places if _are_classes([row.cell(place) for row in rows])), None)


def _are_classes(cells: Sequence[str]) -> bool:
    words = {folded(cell) for cell in cells} - {""}
    return 1 <= len(words) <= max(MOST_CLASSES, len(cells) // 5)
