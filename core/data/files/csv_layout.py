"""Where the header of a CSV stands: in the first line, further down, in several lines, or nowhere.

What fits the rows decides. Where nothing is certain, that is a question, raised before anything is scored.
"""

import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from core.base.errors import SentiscopeError
from core.data.files.csv_header import (
    MOST_OF,
    cells_of,
    is_data,
    is_like_a_header,
    is_surely_data,
    is_surely_header,
    may_be_text,
    stands_above_kinds,
)
from core.data.files.csv_records import Dialect, Record, records

NO_HEADER = 0  # as the number of the header's line
QUESTIONS = ("csv_no_header", "csv_header_elsewhere", "csv_header_quotes")
MOST_ABOVE = 30  # records above a header
ROWS_LOOKED_AT = 100
COLUMNS_LOOKED_AT = 40
ENOUGH_ROWS = 3  # below a line that looks like a second header
SECOND_HEADERS = {"Open-Ended Response", "Response"}  # SurveyMonkey's
THIRD_HEADER = '{"ImportId"'  # Qualtrics'


@dataclass(frozen=True)
class Layout:
    """The names of the columns, and how many records at the start are not rows."""

    header: tuple[str, ...]
    headers: int


def header_below(sample: Sequence[Record]) -> int | None:
    """The index of a record that surely is the header, though narrower lines stand above it; else None."""
    widest = 0
    for index, record in enumerate(sample[: MOST_ABOVE + 1]):
        width, below = len(record.cells), [row.cells for row in sample[index + 1 :]]
        fitting = sum(len(row.cells) == width and not row.is_broken for row in sample[index + 1 :])
        fits = index > 0 and width > max(1, widest) and below and fitting >= MOST_OF * len(below)
        if fits and is_surely_header(record.cells, below):
            return index
        widest = max(widest, _filled(record.cells))
    return None


def is_sparse(cells: Sequence[str]) -> bool:
    """Whether more than half of three cells or more are empty, as in a title above a table."""
    return len(cells) > 2 and 2 * sum(bool(cell.strip()) for cell in cells) < len(cells)


def layout_of(sample: Sequence[Record], given: int | None, file: str) -> Layout:
    """Read the header off the first records; `given`, the number of its line, makes it certain.

    Errors: `csv_no_rows`, `csv_wrapped_rows` where each row is a single quoted cell, and the QUESTIONS.
    """
    if given == NO_HEADER:
        return _without_header(sample)
    if sample[0].is_broken:
        raise SentiscopeError("csv_header_quotes", file=file)
    headers = 1 if given else _known_headers(sample)
    if given is None and headers == 1:
        headers = _found_headers(sample, file)
    if headers == 0:
        return _without_header(sample)
    if len(sample) == headers:
        raise SentiscopeError("csv_no_rows", file=file)
    names = _names([record.cells for record in sample[:headers]])
    return Layout(_widened(names, [record.cells for record in sample[headers:]]), headers)


def _found_headers(sample: Sequence[Record], file: str) -> int:
    """1 if the first record is the header, 0 if it surely is a row; else a question is raised."""
    first, *rows = sample[:ROWS_LOOKED_AT]
    cells = [row.cells for row in rows]
    if is_surely_data(first.cells, cells):
        return 0
    if question := _question(first, rows):
        raise SentiscopeError(question, file=file, line=first.line)
    if _are_wrapped([first.cells, *cells]):
        raise SentiscopeError("csv_wrapped_rows", file=file)
    return 1


def _are_wrapped(rows: Sequence[Sequence[str]]) -> bool:
    """Whether each row is one cell with a whole row in it, as where a CSV was pasted into one column."""
    if len(rows) < 2 or any(len(row) != 1 for row in rows):
        return False
    first, *others = [_row_within(cell) for (cell,) in rows]
    are_as_wide = len(first) > 1 and all(len(row) == len(first) for row in others)
    return are_as_wide and is_surely_header(first, others)


def _row_within(cell: str) -> list[str]:
    first = next(records(io.StringIO(cell, newline=""), Dialect("utf-8", ",")), None)
    return first.cells if first else []


def _question(first: Record, rows: Sequence[Record]) -> str | None:
    cells = [row.cells for row in rows]
    if any(cell.strip() for cell in first.cells) and is_data(first.cells, cells):
        return "csv_no_header"
    if rows and not _fits(first.cells, cells):
        return "csv_header_elsewhere"
    is_doubtful = may_be_text(first.cells) or (len(first.cells) == 1 and bool(rows))
    return "csv_no_header" if is_doubtful and not is_like_a_header(first.cells, cells) else None


def _fits(first: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether a first line can be the header of the rows below it."""
    if is_sparse(first) or not any(cell.strip() for cell in first):
        return False
    is_narrower = sum(len(row) > len(first) for row in rows) >= MOST_OF * len(rows) > 1
    if is_narrower and len(_widened(tuple(first), rows)) == len(first):
        return False
    return not _looks_like_a_header_below(rows)


def _looks_like_a_header_below(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a row stands above numbers, dates or links like a header."""
    for index, row in enumerate(rows[:MOST_ABOVE]):
        below = rows[index + 1 :]
        if len(below) < ENOUGH_ROWS:
            return False
        if stands_above_kinds(row[:COLUMNS_LOOKED_AT], below):
            return True
    return False


def _known_headers(sample: Sequence[Record]) -> int:
    """How many header rows there are by the marks of programs that write several."""
    if len(sample) > 2 and all(cell.startswith(THIRD_HEADER) for cell in sample[2].cells):
        return 3
    if len(sample) > 1 and SECOND_HEADERS.intersection(cell.strip() for cell in sample[1].cells):
        return 2
    return 1


def _names(headers: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The first header's names, and where it has none the next one's."""
    width = len(headers[0])
    filled = [[*header[:width], *[""] * (width - len(header))] for header in headers]
    return tuple(next(filter(str.strip, names), names[0]) for names in zip(*filled, strict=True))


def _without_header(sample: Sequence[Record]) -> Layout:
    width = Counter(len(record.cells) for record in sample).most_common(1)[0][0]
    return Layout(tuple(f"#{number}" for number in range(1, width + 1)), 0)


def _widened(names: tuple[str, ...], rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The names, and nameless ones where each row surely has more: empty behind, R's numbers in front."""
    width = Counter(map(len, rows)).most_common(1)[0][0]
    more = width - len(names)
    if more <= 0 or any(len(row) != width for row in rows):
        return names
    if not any(cell.strip() for row in rows for cell in row[len(names) :]):
        return (*names, *[""] * more)
    numbers = cells_of(rows, 0)
    if more == 1 and len(rows) > 1 and numbers == [str(number) for number in range(1, len(rows) + 1)]:
        return ("", *names)
    return names


def _filled(cells: Sequence[str]) -> int:
    """The number of cells up to the last that is not blank."""
    return max((index for index, cell in enumerate(cells, start=1) if cell.strip()), default=0)
