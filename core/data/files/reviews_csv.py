"""A user's CSV of reviews: read row by row, every cell verbatim, and written with columns added.

Memory doesn't depend on the number of rows. What is wrong with the whole file is a SentiscopeError;
what is wrong with one row is that row's `problem`, and the row keeps its number.
"""

import csv
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from core.base.atomic_write import name_durably, unfinished
from core.base.errors import SentiscopeError
from core.base.shortened import shortened
from core.base.steady_file import File
from core.data.files.budget import Unpacked, check_columns
from core.data.files.columns import Guess, added_names, display_names, guess_columns
from core.data.files.csv_dialect import detect, sample_records
from core.data.files.csv_layout import layout_of
from core.data.files.csv_records import Dialect, Record, records
from core.data.files.spreadsheet import safe_cell
from core.data.files.text_encoding import UNDECODABLE, open_text

CELL_LIMIT = 100_000  # characters
COLUMNS_TOLD, LONGEST_TOLD = 40, 60  # in a sentence: columns, and characters of a name
PROBLEMS = (
    "bad_characters",
    "broken_quotes",
    "nul_characters",
    "too_few_cells",
    "too_many_cells",
    "cell_too_long",
    "empty_text",
    "not_text",
    "broken_json",
    "header_again",
)
UNREADABLE = ("not_text", "broken_json", "header_again")  # whatever stands in the text's cell


@dataclass(frozen=True)
class Table:
    """A file that was found to be readable: its header verbatim, and a unique name for each column.

    `kind` is "csv", "json_lines", "json_array" or "parquet"; the dialect of the others is that of a CSV made
    of them, in the encoding of the file. `headers` records at the start of a CSV are no rows. `types` are
    the Arrow types of a Parquet's columns.
    """

    path: File
    dialect: Dialect
    header: tuple[str, ...]
    columns: tuple[str, ...]
    kind: str = "csv"
    headers: int = 1
    types: tuple[Any, ...] = ()

    def index(self, column: str) -> int:
        """The position of a column. Error: `csv_column_missing`, which lists the first columns there are."""
        if column not in self.columns:
            raise SentiscopeError(
                "csv_column_missing", column=shortened(column, LONGEST_TOLD), columns=_told(self.columns)
            )
        return self.columns.index(column)


@dataclass(frozen=True, slots=True)
class Row:
    """A data row: its number from 1, its cells verbatim, and the first of its PROBLEMS or None."""

    number: int
    cells: list[str]
    problem: str | None

    def cell(self, index: int) -> str:
        """A cell by position; empty where the row is too short."""
        return self.cells[index] if index < len(self.cells) else ""

    def can_score(self, text: int) -> bool:
        """Whether the cell of the text column is a text, neither blank nor over CELL_LIMIT."""
        cell = self.cell(text)
        return self.problem not in UNREADABLE and bool(cell.strip()) and len(cell) <= CELL_LIMIT


@dataclass(frozen=True)
class Preview:
    """The first rows of a table, and the names of its columns."""

    columns: tuple[str, ...]
    rows: list[Row]

    def guess(self) -> Guess:
        """Which column probably holds the text, and which the labels."""
        return guess_columns(self.columns, [row.cells for row in self.rows])


def open_table(
    path: File, dialect: Dialect | None = None, header: int | None = None, encoding: str | None = None
) -> Table:
    """Find the dialect, in the `encoding` if that is known, and the header of a file.

    `header` is the number of its line, 0 if there is none; found if None.
    Errors: those of `detect_encoding` and `layout_of`; `csv_empty`, `csv_no_line`, `csv_line_too_long`,
    `file_columns`.
    """
    dialect = dialect or detect(path, header, encoding)
    sample = sample_records(path, dialect)
    if not sample and header and header > 1:
        raise SentiscopeError("csv_no_line", file=path.name, line=header)
    if not sample:
        raise SentiscopeError("csv_empty", file=path.name)
    layout = layout_of(sample, header, path.name)
    check_columns(len(layout.header), path)
    names = tuple(readable(list(layout.header)))
    return Table(path, dialect, names, display_names(names), headers=layout.headers)


def read_rows(table: Table, text: int | None = None) -> Iterator[Row]:
    """Every data row in file order; with the text column's index, blank texts are a problem too.

    Blank lines are no rows, except between the rows of a single column, where they are empty cells.
    Error: `file_swells` where short rows under a wide header are far more cells than the file has.
    """
    width, unpacked = len(table.header), Unpacked(table.path)
    header = list(table.header) if table.headers else None
    with open_text(table.path, table.dialect.encoding) as file:
        data_records = _without_blank_lines(records(file, table.dialect), width)
        for _ in range(table.headers):
            next(data_records, None)
        for number, record in enumerate(data_records, start=1):
            unpacked.add_cells(width)
            # Files put together from several keep the header of each.
            problem = "header_again" if record.cells == header else _problem(record, width, text)
            cells = readable(record.cells) if problem == "bad_characters" else record.cells
            yield Row(number, cells, problem)


class Writer:
    """Writes rows with columns added, under a temporary name until all is complete.

    Use it with `with`: at the end the file gets its name, after an error it is removed. It is UTF-8
    with the input's delimiter and minimal quotes. A row that is too short is filled up with empty
    cells; the surplus of one that is too long stands after the added columns, which so stay in line.
    `byte_order_mark` makes Excel see UTF-8; `spreadsheet` disarms cells that look like formulas;
    without `header` the file is a part, to be appended to one that has it.
    Errors: `csv_cannot_write`, `csv_output_is_input`.
    """

    def __init__(
        self,
        path: Path,
        table: Table,
        added: Sequence[str],
        byte_order_mark: bool = False,
        spreadsheet: bool = False,
        header: bool = True,
    ) -> None:
        if path.exists() and os.path.samefile(path, table.path):
            raise SentiscopeError("csv_output_is_input", file=path.name)
        self.path = path
        self.width = len(table.header)
        self.added = added_names(table.header, added)
        self._spreadsheet = spreadsheet
        self._part = unfinished(path)
        self._file = self._create("utf-8-sig" if byte_order_mark else "utf-8")
        # This line end, and no other, makes every Python's csv quote cells with a lone \r or \n.
        self._writer = csv.writer(self._file, delimiter=table.dialect.delimiter or ",", lineterminator="\r\n")
        if header:
            self._write([*table.header, *self.added])

    def write(self, row: Row, values: Sequence[str]) -> None:
        """Append a row with its values for the added columns, in their order."""
        if len(values) != len(self.added):
            raise ValueError(f"{len(values)} values for {len(self.added)} columns")
        cells = row.cells + [""] * (self.width - len(row.cells))
        self._write([*cells[: self.width], *values, *cells[self.width :]])

    def append(self, part: Path) -> None:
        """Append a whole part, byte by byte."""
        self._file.flush()
        with open(part, "rb") as source:
            shutil.copyfileobj(source, self._file.buffer)

    def __enter__(self) -> "Writer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._file.flush()
                os.fsync(self._file.fileno())
            self._file.close()
            if error is None:
                name_durably(self._part, self.path)
        finally:
            self._part.unlink(missing_ok=True)

    def _create(self, encoding: str) -> TextIO:
        try:
            return open(self._part, "x", encoding=encoding, newline="")
        except OSError as error:
            raise SentiscopeError("csv_cannot_write", file=self.path.name, folder=self.path.parent) from error

    def _write(self, cells: list[str]) -> None:
        self._writer.writerow(map(safe_cell, cells) if self._spreadsheet else cells)


def _without_blank_lines(lines: Iterable[Record], width: int) -> Iterator[Record]:
    blank, has_begun = 0, False
    for record in lines:
        if not record.cells:
            blank += has_begun and width == 1
            continue
        for _ in range(blank):
            yield Record([""], False)
        blank, has_begun = 0, True
        yield record


def _told(columns: Sequence[str]) -> str:
    """The names of columns for a sentence."""
    more = ", …" if len(columns) > COLUMNS_TOLD else ""
    return ", ".join(shortened(name, LONGEST_TOLD) for name in columns[:COLUMNS_TOLD]) + more


def readable(cells: list[str]) -> list[str]:
    """The cells with U+FFFD where bytes could not be decoded."""
    return [cell.replace(UNDECODABLE, "\N{REPLACEMENT CHARACTER}") for cell in cells]


def _problem(record: Record, width: int, text: int | None) -> str | None:
    cells = record.cells
    together = "".join(cells)  # one look at all cells is faster than one at each
    if UNDECODABLE in together:
        return "bad_characters"
    if record.is_broken:
        return "broken_quotes"
    if "\0" in together:
        return "nul_characters"
    if len(cells) != width:
        return "too_few_cells" if len(cells) < width else "too_many_cells"
    if len(together) > CELL_LIMIT and any(len(cell) > CELL_LIMIT for cell in cells):
        return "cell_too_long"
    return "empty_text" if text is not None and not cells[text].strip() else None
