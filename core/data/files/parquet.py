"""A Parquet file as a table: read a batch at a time, every value both as it is and as text."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from core.base.errors import SentiscopeError
from core.base.settings import file_memory
from core.base.steady_file import File, SteadyFile, open_binary
from core.data.files.arrow.scalars import is_text
from core.data.files.arrow.values import reader_of
from core.data.files.budget import Unpacked, check_columns, needs_memory
from core.data.files.columns import display_names
from core.data.files.csv_records import Dialect
from core.data.files.parquet_pages import rows_at_once
from core.data.files.reviews_csv import CELL_LIMIT, Row, Table, readable
from core.data.files.text_encoding import UNDECODABLE

MAGIC = b"PAR1"
FIRST_PAGE = b"\x15"  # what follows it in every file: the header of a page begins with this byte
ENDINGS = (".parquet", ".parq", ".pq")
BUFFER_BYTES = 2**20  # read at a time of a column: a column of a row group may fill most of the file
FOOTER_LENGTH_BYTES = 4
BYTES_OF_FOOTER = 64  # of memory that a byte of the footer can take


def is_parquet(path: File) -> bool:
    """Whether a file is Parquet, or was meant to be one: told by its first and last bytes.

    Where only the first four are right, the fifth or the name has to say so too.
    """
    with open_binary(path) as file:
        if file.read(len(MAGIC)) != MAGIC:
            return False
        is_meant = file.read(1) == FIRST_PAGE or path.suffix.lower() in ENDINGS
        file.seek(-len(MAGIC), 2)
        return is_meant or file.read() == MAGIC


def open_parquet(path: File) -> Table:
    """Its columns by their names. Errors: `parquet_unreadable`, `csv_no_rows`, `file_columns`, `file_swells`,
    `file_memory`.
    """
    with _opened(path) as file:
        names, rows = file.schema_arrow.names, file.metadata.num_rows
        types = tuple(field.type for field in file.schema_arrow)
        check_columns(file.metadata.num_columns, path)
    if rows <= 0 or not names:
        raise SentiscopeError("csv_no_rows", file=path.name)
    Unpacked(path).add_cells(rows * len(names))
    return Table(path, Dialect("utf-8", ","), tuple(names), display_names(names), kind="parquet", types=types)


def read_parquet(table: Table, text: int | None = None) -> Iterator[tuple[Row, Any, int]]:
    """Every row, with the Arrow record batch it stands in and its index there.

    Texts come in batches whose columns are dictionaries, so that a repeated one takes its memory once;
    `as_written` gives them their own types back. Errors: `parquet_unreadable`, those of `Unpacked`,
    `file_memory`.
    """
    number, unpacked = 1, Unpacked(table.path)
    for batch in _batches(table.path):
        wrong = text is not None and not is_text(batch.schema.field(text).type)
        readers = [reader_of(column, unpacked) for column in batch.columns]
        for index in range(batch.num_rows):
            unpacked.next_row()
            unpacked.add(len(readers))
            cells = [read(index) for read in readers]
            yield Row(number, readable(cells), _problem(cells, text, wrong)), batch, index
            number += 1


def as_written(types: Sequence[Any], table: Any) -> Any:
    """Rows of `read_parquet`, as an Arrow table, in the `types` that the file's own columns have."""
    columns = [_of_type(column, kind) for column, kind in zip(table.columns, types, strict=True)]
    return table.from_arrays(columns, names=table.column_names)


def _of_type(column: Any, kind: Any) -> Any:
    import pyarrow
    import pyarrow.types as types

    if column.type == kind:
        return column
    if types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    try:
        return column if column.type == kind else column.cast(kind, safe=False)
    except pyarrow.ArrowException:  # what has parts of the same name; it keeps its repeated values apart
        return column


def _batches(path: File) -> Iterator[Any]:
    """Record batches within the memory there is for a file, none of which spans two row groups."""
    with _opened(path) as file:
        kinds = [file.schema.column(index) for index in range(file.metadata.num_columns)]
    texts = [kind.path for kind in kinds if kind.physical_type == "BYTE_ARRAY"]
    with _opened(path, read_dictionary=texts, buffer_size=BUFFER_BYTES) as file:
        for group in range(file.num_row_groups):
            rows = rows_at_once(file, group, path)
            for batch in file.iter_batches(batch_size=rows, row_groups=[group], use_threads=False):
                for column in batch.columns:
                    _check_dictionaries(column)
                yield batch


def _check_dictionaries(column: Any) -> None:
    """Raise ValueError where a value is none of its dictionary's, which pyarrow itself does not look at."""
    import pyarrow.compute
    import pyarrow.types as types

    kind = column.type
    if types.is_dictionary(kind):
        bounds = pyarrow.compute.min_max(column.indices)
        if bounds["max"].is_valid and not 0 <= bounds["min"].as_py() <= bounds["max"].as_py() < len(
            column.dictionary
        ):
            raise ValueError("a value is none of its dictionary's")
    elif types.is_struct(kind):
        for number in range(kind.num_fields):
            _check_dictionaries(column.field(number))
    elif types.is_nested(kind):
        _check_dictionaries(column.values)


@contextmanager
def _opened(path: File, **options: Any) -> Iterator[Any]:
    """Pyarrow's ParquetFile. Error: `parquet_unreadable`, also for what goes wrong within the block."""
    import pyarrow
    import pyarrow.parquet

    _check_footer(path)
    # ValueError: names or metadata that are no UTF-8.
    try:
        with _bytes_for_arrow(path) as content, pyarrow.parquet.ParquetFile(content, **options) as file:
            yield file
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise SentiscopeError("parquet_unreadable", file=path.name) from error


@contextmanager
def _bytes_for_arrow(path: File) -> Iterator[Any]:
    """What pyarrow opens: a path, or a file that is open already."""
    if not isinstance(path, SteadyFile):
        yield path
        return
    with path.view() as content:
        yield content


def _check_footer(path: File) -> None:
    """Raise `file_memory` where the footer, of which a byte can become an object, is too long."""
    with open_binary(path) as file:
        file.seek(max(0, path.stat().st_size - len(MAGIC) - FOOTER_LENGTH_BYTES))
        length = int.from_bytes(file.read(FOOTER_LENGTH_BYTES), "little")
    # Of a length that no footer of this file can have, pyarrow tells.
    if file_memory() // BYTES_OF_FOOTER < length <= path.stat().st_size:
        raise needs_memory(path)


def _problem(cells: list[str], text: int | None, wrong: bool) -> str | None:
    if wrong and text is not None and cells[text].strip():
        return "not_text"
    if any(UNDECODABLE in cell for cell in cells):
        return "bad_characters"
    if any("\0" in cell for cell in cells):
        return "nul_characters"
    if any(len(cell) > CELL_LIMIT for cell in cells):
        return "cell_too_long"
    return "empty_text" if text is not None and not cells[text].strip() else None
