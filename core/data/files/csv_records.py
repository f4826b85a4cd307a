"""The records of a CSV: Python's csv module, kept from harm by quotes that are broken.

A quotation mark that is opened and never closed would make everything up to the next one, or the
rest of the file, a single cell. Here it costs one row: the lines that it swallowed are read again.
"""

import csv
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TextIO

from core.base.errors import SentiscopeError
from core.data.files.budget import longest_line

RECORD_LIMIT = 2**22  # characters; a quoted cell that is open for longer was never meant to be
# The delimiter where there is none: a lone surrogate, which no decoder ever yields.
NO_DELIMITER = "\ud800"
ESCAPED_QUOTE = re.compile(r'(?<!\\)((?:\\\\)*)\\"')
ESCAPE, ESCAPED_LINE_END = "\\", "\\\n"


@dataclass(frozen=True)
class Dialect:
    r"""How a file is written: codec, delimiter ("" for one column), quote ("" if quotes mean nothing).

    `escapes`: a quote in a cell is written \" and not ""; where quotes mean nothing, a delimiter, a line
    end or a backslash in a cell stands behind a backslash, as MySQL writes them. Either way \N is an empty
    cell. `skip`: so many lines stand above the table.
    """

    encoding: str
    delimiter: str
    quotechar: str = '"'
    escapes: bool = False
    skip: int = 0


class Record(NamedTuple):
    """The cells of a record (none for a blank line), whether its quotes are broken, and its first line."""

    cells: list[str]
    is_broken: bool
    line: int = 0


class _OpenTooLong(Exception):
    """A quoted cell has not ended within RECORD_LIMIT."""


class _Lines:
    """The lines of a file, each kept until the record it belongs to is known to be sound."""

    def __init__(self, file: TextIO, dialect: Dialect) -> None:
        self.file = file
        self.escapes, self.quotes = dialect.escapes, bool(dialect.quotechar)
        end = re.escape(dialect.delimiter or NO_DELIMITER)
        self.null = re.compile(rf"(?:^|(?<={end}))\\N(?=$|[\r\n]|{end})")
        self.again: deque[str] = deque()
        self.taken: list[str] = []
        self.size = 0
        self.number = 0
        self.longest = longest_line()  # one monstrous cell is a problem of its row, not of the file
        while self.number < dialect.skip and file.readline(self.longest):
            self.number += 1

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if self.taken and self.size > RECORD_LIMIT:
            raise _OpenTooLong
        line = self._line()
        if not line:
            raise StopIteration
        if self.escapes:
            line = self._unescaped(line)
        self.number += 1
        if len(line) > self.longest:
            raise SentiscopeError("csv_line_too_long", line=self.number, limit=self.longest)
        self.taken.append(line)
        self.size += len(line)
        return line

    def _line(self) -> str:
        return self.again.popleft() if self.again else self.file.readline(self.longest + 1)

    def _unescaped(self, line: str) -> str:
        line = self.null.sub("", line)
        if self.quotes:
            return ESCAPED_QUOTE.sub(r'\1""', line)
        if line.endswith("\r") and (following := self._line()):
            if following == ESCAPED_LINE_END:  # of a line end of two characters MySQL escapes the second
                return line[:-1] + following
            self.again.appendleft(following)
        return line

    def forget(self) -> None:
        self.taken.clear()
        self.size = 0

    def give_back_all_but_first(self) -> str:
        first, *others = self.taken
        self.again.extendleft(reversed(others))
        self.number -= len(others)
        self.forget()
        return first


def records(file: TextIO, dialect: Dialect) -> Iterator[Record]:
    """Every record of a file opened with `newline=""`, cells verbatim.

    Memory is bounded by `longest_line`. Error: `csv_line_too_long`, for a line over that limit.
    """
    lines = _Lines(file, dialect)
    reader = _reader(lines, dialect)
    while True:
        line = lines.number + 1
        try:
            record = Record(next(reader), False, line)
            lines.forget()
        except StopIteration:
            return
        except (csv.Error, _OpenTooLong):
            record = Record(_forgiving(lines.give_back_all_but_first(), dialect), True, line)
            reader = _reader(lines, dialect)
        yield record


def _reader(lines: _Lines, dialect: Dialect) -> Iterator[list[str]]:
    # The limit is the process's own: raised to what the limits allow, never lowered.
    csv.field_size_limit(max(csv.field_size_limit(), lines.longest + RECORD_LIMIT + 2))
    delimiter = dialect.delimiter or NO_DELIMITER
    if not dialect.quotechar:
        escape = ESCAPE if dialect.escapes else None
        return csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE, escapechar=escape)
    return csv.reader(lines, delimiter=delimiter, quotechar=dialect.quotechar, strict=True)


def _forgiving(line: str, dialect: Dialect) -> list[str]:
    """The cells of one line whose quotes are broken: a quote closes only where a cell can end."""
    line, quote, delimiter = line.rstrip("\r\n"), dialect.quotechar, dialect.delimiter or NO_DELIMITER
    cells, start = [], 0
    while start <= len(line):
        end = _quoted_end(line, start, quote, delimiter)
        if end is not None:
            cells.append(line[start + 1 : end - 1].replace(quote * 2, quote))
        else:
            end = line.find(delimiter, start)
            end = len(line) if end < 0 else end
            cells.append(line[start:end])
        start = end + 1
    return cells


def _quoted_end(line: str, start: int, quote: str, delimiter: str) -> int | None:
    if not quote or not line.startswith(quote, start):
        return None
    inner = line.find(quote + delimiter, start + 1)
    if inner >= 0:
        return inner + 1
    return len(line) if line.endswith(quote) and len(line) > start + 1 else None
