"""Finding a CSV's dialect: encoding, delimiter, quotes, and how many lines stand above the table.

csv.Sniffer guesses from characters; here each candidate actually reads the first records, and the
one wins under which most rows have as many cells as the header.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from core.base.steady_file import File
from core.data.files.csv_header import MOST_OF
from core.data.files.csv_layout import NO_HEADER, header_below, is_sparse
from core.data.files.csv_records import ESCAPE, Dialect, Record, records
from core.data.files.text_encoding import SAMPLE_BYTES, detect_encoding, open_text

DELIMITERS = (",", "\t", ";", "|")
SAMPLE_RECORDS = 300
SAMPLE_CHARACTERS = 1_000_000
# What Excel reads, and some programs write for it, above a table.
SEPARATOR_LINE = re.compile(r'\ufeff?"?sep=([^\w"\r\0\ud800-\udfff])"?[,;\t|]*\s*', re.IGNORECASE)
NULL = r"\N"  # MySQL's, PostgreSQL's and Hive's word for a cell without a value
FEWEST_MATCHING = 0.5  # of the rows are as wide as the first line; below, delimiters are but marks


@dataclass(frozen=True)
class _Fit:
    """How well a delimiter fits: header, proportion of rows as wide as it, of rows with one cell."""

    delimiter: str
    header: list[str]
    matching: float
    single: float

    @property
    def rank(self) -> tuple[float, int]:
        return self.matching, len(self.header)


def detect(path: File, header: int | None = None, encoding: str | None = None) -> Dialect:
    """The dialect of a file, from its first 300 records; `header` is the line of its header, 0 for none.

    Errors: those of `detect_encoding`, where `encoding` is None.
    """
    encoding = encoding or detect_encoding(path)
    separator = _separator(path, encoding)
    dialect = Dialect(encoding, separator or "", skip=max(int(separator is not None), (header or 1) - 1))
    if separator is None:
        dialect = _with_delimiter(path, dialect, header)
    if _are_quotes_escaped(path, dialect):
        return replace(dialect, escapes=True)
    if escaped := _with_escaped_ends(path, dialect, [separator] if separator else DELIMITERS):
        return escaped
    meaningless = dialect.delimiter in ("", "\t") and _are_quotes_meaningless(path, dialect)
    return replace(dialect, quotechar="") if meaningless else dialect


def sample_records(path: File, dialect: Dialect, count: int = SAMPLE_RECORDS) -> list[Record]:
    """The first records that are not blank: at most `count`, and about a million characters."""
    sample: list[Record] = []
    size = 0
    with open_text(path, dialect.encoding) as file:
        filled = (record for record in records(file, dialect) if record.cells)
        for record in islice(filled, count):
            sample.append(record)
            size += len(record.cells) + sum(map(len, record.cells))
            if size > SAMPLE_CHARACTERS:
                break
    return sample


def _separator(path: File, encoding: str) -> str | None:
    """The delimiter that a line `sep=;` at the very start names."""
    with open_text(path, encoding) as file:
        found = SEPARATOR_LINE.fullmatch(file.readline(20))
    return found[1] if found else None


def _with_delimiter(path: File, start: Dialect, header: int | None) -> Dialect:
    samples = {
        delimiter: sample_records(path, replace(start, delimiter=delimiter)) for delimiter in DELIMITERS
    }
    fits = [_fit(delimiter, sample) for delimiter, sample in samples.items()]
    # The header decides: a text full of commas under the header `review` is one column.
    best = max((fit for fit in fits if len(fit.header) > 1), key=lambda fit: fit.rank, default=None)
    is_bad = best is None or best.matching < MOST_OF or is_sparse(best.header)
    if header is None and is_bad and (below := _below_other_lines(start, samples)):
        return below
    if best is None or _is_prose(best, samples[best.delimiter], header):
        return start
    return replace(start, delimiter=best.delimiter)


def _below_other_lines(start: Dialect, samples: dict[str, list[Record]]) -> Dialect | None:
    """The dialect of a table below lines that are no part of it; None where there are none for certain."""
    headers = {delimiter: header_below(sample) for delimiter, sample in samples.items()}
    found = [
        (delimiter, samples[delimiter][index]) for delimiter, index in headers.items() if index is not None
    ]
    if not found:
        return None
    delimiter, header = max(found, key=lambda candidate: len(candidate[1].cells))
    return replace(start, delimiter=delimiter, skip=header.line - 1)


def _is_prose(best: _Fit, sample: Sequence[Record], header: int | None) -> bool:
    """Whether the delimiter is but a mark in sentences."""
    if header == NO_HEADER:
        later_cells = [cell for record in sample for cell in record.cells[1:]]
        spaced = sum(cell.startswith(" ") for cell in later_cells)
        return best.matching < FEWEST_MATCHING or 2 * spaced > len(later_cells)
    has_blanks = any(" " in cell for cell in best.header)
    return has_blanks and best.matching < FEWEST_MATCHING and best.single > best.matching


def _fit(delimiter: str, sample: Sequence[Record]) -> _Fit:
    if not sample:
        return _Fit(delimiter, [], 0.0, 0.0)
    header, *rows = sample
    widths = [0 if row.is_broken else len(row.cells) for row in rows]
    total = max(1, len(rows))
    matching = widths.count(len(header.cells)) / total
    return _Fit(delimiter, header.cells, matching, widths.count(1) / total)


def _are_quotes_escaped(path: File, dialect: Dialect) -> bool:
    r"""Whether a quote in a cell is written \", as Spark and MySQL do: more rows then fit."""
    with open_text(path, dialect.encoding) as file:
        if '\\"' not in file.read(SAMPLE_BYTES):
            return False
    plain, escaped = (
        _misfits(sample_records(path, replace(dialect, escapes=escapes))) for escapes in (False, True)
    )
    return escaped < plain


def _with_escaped_ends(path: File, dialect: Dialect, delimiters: Sequence[str]) -> Dialect | None:
    r"""The dialect of a file without quotes whose delimiters in cells are written \, as MySQL does.

    More rows fit so, or a cell is \N; and no backslash is one of itself, as in the path C:\new, since MySQL
    writes that as two. None where it is not so.
    """
    with open_text(path, dialect.encoding) as file:
        head = file.read(SAMPLE_BYTES)
    if ESCAPE not in head:
        return None
    for delimiter in delimiters:
        if ESCAPE in re.sub(rf"\\[\\N\r\n{re.escape(delimiter)}]", "", head)[:-1]:
            continue
        plain = replace(dialect, delimiter=delimiter, quotechar="")
        escaped = replace(plain, escapes=True)
        if _fits_escaped(sample_records(path, plain), sample_records(path, escaped)):
            return escaped
    return None


def _fits_escaped(plain: Sequence[Record], escaped: Sequence[Record]) -> bool:
    """Whether records are such of several cells, all without quotes around them, once escapes are read."""
    cells = [cell for record in escaped for cell in record.cells]
    are_wide = bool(escaped) and len(escaped[0].cells) > 1
    if not are_wide or any(len(cell) > 1 and cell[0] == cell[-1] == '"' for cell in cells):
        return False
    has_null = any(NULL in record.cells for record in plain)
    fewer = _misfits(escaped) < _misfits(plain) or len(escaped) < len(plain)
    return (fewer or has_null) and _misfits(escaped) <= (1 - MOST_OF) * len(escaped)


def _misfits(sample: Sequence[Record]) -> int:
    """Records that are broken, or not as wide as most."""
    widths = Counter(len(record.cells) for record in sample if not record.is_broken)
    return len(sample) - max(widths.values(), default=0)


def _are_quotes_meaningless(path: File, dialect: Dialect) -> bool:
    """In many a TSV or list of sentences a quote is just a character, opened and never closed."""
    quoted = sample_records(path, dialect)
    plain = sample_records(path, replace(dialect, quotechar=""))
    broken = sum(record.is_broken for record in quoted)
    needed = sum(any(end in cell for end in "\t\r\n") for record in quoted for cell in record.cells)
    wrapped = sum(len(cell) > 1 and cell[0] == cell[-1] == '"' for record in plain for cell in record.cells)
    return broken > max(1, needed + wrapped)
