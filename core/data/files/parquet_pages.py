"""What the columns of a Parquet file take in memory once read, told by the headers of their pages alone.

The footer's sizes say little: a column of a gigabyte is read page by page, and a few bytes can stand for a
page of gigabytes, or for a value that is repeated a million times. Source: Apache Parquet, `parquet.thrift`.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, BinaryIO

from core.base.errors import SentiscopeError
from core.base.settings import file_memory
from core.base.steady_file import File, SteadyFile
from core.data.files.budget import needs_memory
from core.data.files.thrift import Fields, read_struct

ROWS_AT_ONCE = 1024
CELL_BYTES = 64  # of a value as an object, beside its content
VALUE_BYTES = 32  # of one inside a list
HEADER_BYTES, LONGEST_HEADER = 2**10, 2**20
MOST_PAGES = 200_000
DATA, DICTIONARY, DATA_AGAIN = 0, 2, 3  # kinds of pages; the last is the second version of the first
HEADERS = {DATA: 5, DICTIONARY: 7, DATA_AGAIN: 8}  # the fields with the header of each kind
ENCODINGS = {DATA: 2, DICTIONARY: 2, DATA_AGAIN: 4}
SHARED_PREFIXES = 7  # DELTA_BYTE_ARRAY: a value is told by what it has in common with the one before


@dataclass
class Pages:
    """The pages of a column in one row group: values and bytes of each; bytes of its dictionary."""

    values: list[int] = field(default_factory=list)
    bytes: list[int] = field(default_factory=list)
    dictionary: int = 0
    shares_prefixes: bool = False

    def within(self, rows: int) -> int:
        """The most bytes of pages that so many values in a row can lie in."""
        before = [0, *accumulate(self.values)]  # the values of all pages before each
        most = total = first = 0
        for last, size in enumerate(self.bytes):
            total += size
            # Rows that begin in one page and end in another take all between, and one of either.
            while first < last and before[last] - before[first + 1] + 2 > rows:
                total -= self.bytes[first]
                first += 1
            most = max(most, total)
        return most


def rows_at_once(file: Any, group: int, path: File) -> int:
    """How many rows of a row group may be read at a time; `file` is pyarrow's ParquetFile, open at `path`.

    Errors: `file_memory` where not even one may, `parquet_unreadable`.
    """
    metadata = file.metadata.row_group(group)
    columns = [file.schema.column(index) for index in range(metadata.num_columns)]
    names = Counter(column.path for column in columns)
    with path.glances() if isinstance(path, SteadyFile) else open(path, "rb") as content:
        pages = [_pages_of(content, metadata.column(index), path) for index in range(metadata.num_columns)]
    rows = ROWS_AT_ONCE
    while _needed(columns, pages, names, rows) > file_memory():
        if rows == 1:
            raise needs_memory(path)
        rows //= 2
    return rows


def _needed(columns: Sequence[Any], pages: Sequence[Pages], names: Counter[str], rows: int) -> int:
    """The bytes that so many rows of all columns can take."""
    return sum(
        _of_column(column, found, rows, names[column.path] > 1)
        for column, found in zip(columns, pages, strict=True)
    )


def _of_column(column: Any, pages: Pages, rows: int, is_double: bool) -> int:
    is_nested = column.max_repetition_level > 0  # where one row may hold all values
    values = sum(pages.values) if is_nested else rows
    content = sum(pages.bytes) if is_nested else pages.within(rows)
    each = (VALUE_BYTES if is_nested else CELL_BYTES) + (column.length or 0)
    if pages.shares_prefixes:
        each += max(pages.bytes)
    if is_double:  # pyarrow keeps repeated values apart for the last column of a name alone
        each += pages.dictionary
    return content + pages.dictionary + values * each


def _pages_of(content: BinaryIO, column: Any, path: File) -> Pages:
    """Read the headers of a column's pages, from one to the next."""
    pages = Pages()
    position = column.data_page_offset
    if column.dictionary_page_offset:
        position = min(position, column.dictionary_page_offset)
    end = position + column.total_compressed_size
    seen = 0
    while position < end:
        header, start = _header_at(content, position, path)
        kind, size, packed = (_whole(header, number, path) for number in (1, 2, 3))
        position = start + packed
        seen += 1
        if seen > MOST_PAGES:
            raise needs_memory(path)
        _add(pages, kind, size, header, path)
    return pages


def _add(pages: Pages, kind: int, size: int, header: Fields, path: File) -> None:
    own = header.get(HEADERS.get(kind, 0))
    if not isinstance(own, dict):
        return  # a page that readers pass over
    count = _whole(own, 1, path)
    if kind == DICTIONARY:
        pages.dictionary += size + count * VALUE_BYTES
        return
    pages.values.append(count)
    pages.bytes.append(size)
    pages.shares_prefixes |= own.get(ENCODINGS[kind]) == SHARED_PREFIXES


def _header_at(content: BinaryIO, position: int, path: File) -> tuple[Fields, int]:
    """The header of the page at a position of the file, and where the page itself begins."""
    length = HEADER_BYTES
    while length <= LONGEST_HEADER:
        content.seek(position)
        data = content.read(length)
        try:
            header, size = read_struct(data)
        except ValueError as error:
            raise SentiscopeError("parquet_unreadable", file=path.name) from error
        except IndexError:
            if len(data) < length:
                break
            length *= 4
            continue
        return header, position + size
    raise SentiscopeError("parquet_unreadable", file=path.name)


def _whole(header: Fields, number: int, path: File) -> int:
    value = header.get(number)
    if not isinstance(value, int) or value < 0:
        raise SentiscopeError("parquet_unreadable", file=path.name)
    return value
