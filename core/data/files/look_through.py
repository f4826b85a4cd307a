"""The one reading of a file before anything is scored: its columns, and what its rows are."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from core.base.errors import SentiscopeError
from core.base.steady_file import File
from core.data.files.reviews_csv import Preview, Row, Table
from core.data.files.tables import completed, open_any, preview_of, rows_of
from core.data.labelled import Language
from core.data.labels import LabelColumn
from core.data.language import written_in

PREVIEW_ROWS = 20
ABOUT_THE_TEXT = ("empty_text", "not_text")  # problems that leave a row's other cells where they belong


class Columns(Protocol):
    """Which columns are wanted: that of texts is guessed if None; `header` as in `Request`."""

    @property
    def text(self) -> str | None: ...

    @property
    def label(self) -> str | None: ...

    @property
    def header(self) -> int | None: ...


@dataclass
class Scan:
    """What a pass over the rows tells: their number, whether one is too long, and what its labels are.

    `languages` counts the rows to be scored that are written in each of ours.
    """

    rows: int = 0
    surplus: bool = False
    labels: LabelColumn = field(default_factory=LabelColumn)
    languages: Counter[Language] = field(default_factory=Counter)


@dataclass(frozen=True)
class Looked:
    """A table as it is once all of it was read, the positions of texts and labels, and its first rows."""

    table: Table
    text: int
    label: int | None
    first: Preview
    scan: Scan


def look_through(file: File, wanted: Columns, before: Callable[[], None] = lambda: None) -> Looked:
    """Read a file from end to end; `before` is asked once its columns are known, and may raise an error.

    Errors: those of `open_any` and `rows_of`; `csv_column_missing`, `scoring_same_column`, `csv_no_rows`.
    """
    table = open_any(file, header=wanted.header, only_head=True)
    first = preview_of(table, PREVIEW_ROWS)
    if not first.rows:
        raise SentiscopeError("csv_no_rows", file=file.name)
    if any(name is not None and name not in table.columns for name in (wanted.text, wanted.label)):
        table = open_any(file, header=wanted.header)  # no object of the head has it
    text, label = _chosen(table, first, wanted)
    before()
    positions: dict[str, int] = {}
    found = scan(rows_of(table, text, positions), table, text, label)
    whole = completed(table, positions)
    first = Preview(whole.columns, [_filled(row, len(whole.header)) for row in first.rows])
    if whole.columns != table.columns and (text, label) != (chosen := _chosen(whole, first, wanted)):
        text, label = chosen
        found = scan(rows_of(whole, text), whole, text, label)
    return Looked(whole, text, label, first, found)


def scan(rows: Iterable[Row], table: Table, text: int, label: int | None) -> Scan:
    """Take in all rows; `text` and `label` are columns. Errors: `csv_no_rows`, those of `rows_of`."""
    found, width = Scan(), len(table.header)
    is_csv = table.kind == "csv"  # no other row has more cells than there are columns
    for row in rows:
        found.rows += 1
        found.surplus |= is_csv and len(row.cells) > width
        # In a damaged row another column may have slipped into this one: no label, and no reason to refuse.
        if label is not None and (row.problem is None or row.problem in ABOUT_THE_TEXT):
            found.labels.add(row.number, row.cell(label))
        language = written_in(row.cell(text)) if row.can_score(text) else None
        if language:
            found.languages[language] += 1
    if not found.rows:
        raise SentiscopeError("csv_no_rows", file=table.path.name)
    return found


def _chosen(table: Table, first: Preview, wanted: Columns) -> tuple[int, int | None]:
    text = first.guess().text if wanted.text is None else table.index(wanted.text)
    label = None if wanted.label is None else table.index(wanted.label)
    if text == label:
        raise SentiscopeError("scoring_same_column", column=table.columns[text])
    return text, label


def _filled(row: Row, width: int) -> Row:
    return Row(row.number, row.cells + [""] * (width - len(row.cells)), row.problem)
