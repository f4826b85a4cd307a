"""A Parquet file as a table: read a batch at a time, every value both as it is and as text."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.base.errors import SentiscopeError
from core.data.files.columns import display_names
from core.data.files.csv_records import Dialect
from core.data.files.reviews_csv import CELL_LIMIT, Row, Table

MAGIC = b"PAR1"
FIRST_PAGE = b"\x15"  # what follows it in every file: the header of a page begins with this byte
ENDINGS = (".parquet", ".parq", ".pq")
ROWS_AT_ONCE = 1024


def is_parquet(path: Path) -> bool:
    """Whether a file is Parquet, or was meant to be one: told by its first and last bytes.

    Where only the first four are right, the fifth or the name has to say so too.
    """
    with open(path, "rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            return False
        is_meant = file.read(1) == FIRST_PAGE or path.suffix.lower() in ENDINGS
        file.seek(-len(MAGIC), 2)
        return is_meant or file.read() == MAGIC


def open_parquet(path: Path) -> Table:
    """Its columns by their names. Errors: `parquet_unreadable`, `csv_no_rows`."""
    import pyarrow
    import pyarrow.parquet

    try:
        file = pyarrow.parquet.ParquetFile(path)
    except (pyarrow.ArrowException, OSError) as error:
        raise SentiscopeError("parquet_unreadable", file=path.name) from error
    with file:
        names, rows = file.schema_arrow.names, file.metadata.num_rows
    if not rows or not names:
        raise SentiscopeError("csv_no_rows", file=path.name)
    return Table(path, Dialect("utf-8", ","), tuple(names), display_names(names), kind="parquet")


def read_parquet(table: Table, text: int | None = None) -> Iterator[tuple[list[Row], Any]]:
    """Batches of rows, each with its Arrow record batch. Error: `parquet_unreadable`."""
    import pyarrow
    import pyarrow.parquet

    number = 1
    try:
        with pyarrow.parquet.ParquetFile(table.path) as file:
            for batch in file.iter_batches(batch_size=ROWS_AT_ONCE, use_threads=False):
                columns = [_cells(column) for column in batch.columns]
                wrong = text is not None and not _is_text(batch.schema.field(text).type)
                cells = [list(row) for row in zip(*columns, strict=True)]
                yield [Row(number + i, row, _problem(row, text, wrong)) for i, row in enumerate(cells)], batch
                number += len(cells)
    except (pyarrow.ArrowException, OSError) as error:
        raise SentiscopeError("parquet_unreadable", file=table.path.name) from error


def _cells(column: Any) -> list[str]:
    """A column's values as text, as a CSV would hold them; what has parts becomes JSON."""
    import pyarrow
    import pyarrow.compute

    if pyarrow.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if _is_text(column.type):
        return ["" if value is None else value for value in column.to_pylist()]
    try:
        return ["" if v is None else v for v in column.cast(pyarrow.string()).to_pylist()]
    except pyarrow.ArrowException:
        return ["" if v is None else _json(v) for v in column.to_pylist()]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _is_text(kind: Any) -> bool:
    import pyarrow.types as types

    if types.is_dictionary(kind):
        kind = kind.value_type
    return types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)


def _problem(cells: list[str], text: int | None, wrong: bool) -> str | None:
    if any("\0" in cell for cell in cells):
        return "nul_characters"
    if any(len(cell) > CELL_LIMIT for cell in cells):
        return "cell_too_long"
    if text is None or not cells[text].strip():
        return None if text is None else "empty_text"
    return "not_text" if wrong else None
