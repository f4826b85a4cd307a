"""Any file with a column of texts: CSV, TSV, JSON lines, a JSON array, Parquet, all as rows of cells."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from core.base.errors import SentiscopeError
from core.base.shortened import shortened
from core.base.steady_file import File, SteadyFile
from core.data.files.columns import display_names
from core.data.files.compressed import check_regular
from core.data.files.file_kinds import refuse_markup
from core.data.files.json_lines import json_kind, open_json, read_json
from core.data.files.parquet import as_written, is_parquet, open_parquet, read_parquet
from core.data.files.reviews_csv import LONGEST_TOLD, Preview, Row, Table, open_table, read_rows
from core.data.files.text_encoding import read_head, settled

CELL_BYTES = 64  # what a cell costs beside its characters
OBJECTS_IN_HEAD = 300  # as many as records of a CSV are looked at


@dataclass(frozen=True)
class Window:
    """Some rows in a row; `original` is the Arrow table they came from, None where they came as text."""

    rows: list[Row]
    original: Any = None


def open_any(path: File, header: int | None = None, only_head: bool = False) -> Table:
    """Find out what kind of file this is, by its content whatever its name, and its columns.

    `header` is the number of the line of a CSV's header, 0 if there is none; found if None. With `only_head`
    no more than the head is read, and `completed` adds what a reading to the end has found.

    Errors: `data_file_unreadable`, those of `check_regular`, those of `read_head`, `open_table`, `json_kind`,
    `open_json` and `open_parquet`.
    """
    try:
        return _open(path, header, only_head)
    except OSError as error:
        raise unreadable(path, error) from error


@contextmanager
def steady(path: Path) -> Iterator[SteadyFile]:
    """A file that stays open within the block. Errors: `data_file_unreadable`, those of `check_regular`."""
    file = SteadyFile(path)
    try:
        check_regular(file)
        file.hold()
    except OSError as error:
        raise unreadable(file, error) from error
    try:
        yield file
    finally:
        file.close()


def unreadable(path: File, error: OSError) -> SentiscopeError:
    """What to say where the system does not let us read a file."""
    reason = error.strerror or str(error)
    return SentiscopeError("data_file_unreadable", file=shortened(path.name, LONGEST_TOLD), reason=reason)


def _open(path: File, header: int | None, only_head: bool) -> Table:
    check_regular(path)
    if is_parquet(path):
        return open_parquet(path)
    encoding, kind = _encoding_and_kind(path, only_head)
    if kind is None:
        return open_table(path, header=header, encoding=encoding)
    return open_json(path, encoding, kind, OBJECTS_IN_HEAD if only_head else None)


def is_plain_text(path: File) -> bool:
    """Whether a file is neither Parquet nor JSON, so that it could be a CSV. Errors: those of `read_head`."""
    return not is_parquet(path) and _encoding_and_kind(path)[1] is None


def _encoding_and_kind(path: File, only_head: bool = False) -> tuple[str, str | None]:
    """The encoding of a text file, and its kind if it is JSON; its head is kept no longer than that takes."""
    head = read_head(path, only_head)
    kind = json_kind(head, path)
    if kind is None:
        refuse_markup(head.text, path.name)
    return head.encoding, kind


def first_lines(path: File, count: int) -> list[str]:
    """The first lines of a text file as they stand there, at most `count`. Errors: those of `read_head`."""
    lines = re.split(r"\r\n|\r|\n", read_head(path).text.removeprefix("\ufeff"))
    return lines[: min(count, len(lines) - (not lines[-1]))]


def rows_of(table: Table, text: int | None = None, positions: dict[str, int] | None = None) -> Iterator[Row]:
    """Every row in file order; with the text column's index, a text that is blank or none is a problem.

    `positions` are of JSON, as `read_json` takes them.
    """
    if table.kind == "parquet":
        return (row for row, _, _ in read_parquet(table, text))
    return read_rows(table, text) if table.kind == "csv" else read_json(table, text, positions)


def completed(table: Table, positions: dict[str, int]) -> Table:
    """A table of which only the head was opened, once `rows_of` has read all: its encoding and columns.

    Error: `csv_binary`.
    """
    encoding = settled(table.dialect.encoding, table.path)
    table = replace(table, dialect=replace(table.dialect, encoding=encoding))
    if len(positions) == len(table.header) or table.kind not in ("json_lines", "json_array"):
        return table
    return replace(table, header=tuple(positions), columns=display_names(list(positions)))


def preview_of(table: Table, count: int) -> Preview:
    """The first `count` rows."""
    return Preview(table.columns, list(islice(rows_of(table), count)))


def windows_of(table: Table, text: int, most_rows: int, most_bytes: int) -> Iterator[Window]:
    """All rows in windows of at most so many rows, and of about so many bytes in memory.

    Where windows begin depends on the file alone, so a second run finds the same ones.
    """
    window, size = _Gathered(), 0
    for row, original in _with_originals(table, text):
        weight = CELL_BYTES * len(row.cells) + sum(map(len, row.cells))
        if window.rows and (len(window.rows) == most_rows or size + weight > most_bytes):
            yield window.closed(table)
            window, size = _Gathered(), 0
        window.add(row, original)
        size += weight
    if window.rows:
        yield window.closed(table)


def _with_originals(table: Table, text: int) -> Iterator[tuple[Row, Any]]:
    """Every row, with the record batch it stands in and its index there."""
    if table.kind != "parquet":
        yield from ((row, None) for row in rows_of(table, text))
        return
    yield from ((row, (batch, index)) for row, batch, index in read_parquet(table, text))


class _Gathered:
    """A window on its way: the stretches of record batches that its rows cover."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.stretches: list[list[Any]] = []  # batch, first index, number of rows

    def add(self, row: Row, original: Any) -> None:
        self.rows.append(row)
        if original is None:
            return
        batch, index = original
        if self.stretches and self.stretches[-1][0] is batch:
            self.stretches[-1][2] += 1
        else:
            self.stretches.append([batch, index, 1])

    def closed(self, table: Table) -> Window:
        if not self.stretches:
            return Window(self.rows)
        slices = [batch.slice(first, count) for batch, first, count in self.stretches]
        return Window(self.rows, as_written(table.types, _joined(slices)))


def _joined(slices: list[Any]) -> Any:
    """One Arrow table; each row group has its own dictionaries, which a table's columns may."""
    import pyarrow

    return pyarrow.Table.from_batches(slices)
