"""Finding a CSV's dialect: encoding, delimiter, and whether quotes mean anything.

csv.Sniffer guesses from characters; here each candidate actually reads the first records, and the
one wins under which most rows have as many cells as the header.
"""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from core.data.files.csv_records import Dialect, Record, records
from core.data.files.text_encoding import detect_encoding, open_text

DELIMITERS = (",", "\t", ";", "|")
SAMPLE_RECORDS = 300
SAMPLE_CHARACTERS = 1_000_000


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


def detect(path: Path) -> Dialect:
    """The dialect of a file, from its first 300 records. Errors: those of `detect_encoding`."""
    encoding = detect_encoding(path)
    delimiter = _detect_delimiter(path, encoding)
    meaningless = delimiter in ("", "\t") and _are_quotes_meaningless(path, encoding, delimiter)
    return Dialect(encoding, delimiter, "" if meaningless else '"')


def sample_records(path: Path, dialect: Dialect, count: int = SAMPLE_RECORDS) -> list[Record]:
    """The first records that are not blank: at most `count`, and about a million characters."""
    sample: list[Record] = []
    size = 0
    with open_text(path, dialect.encoding) as file:
        filled = (record for record in records(file, dialect) if record.cells)
        for record in islice(filled, count):
            sample.append(record)
            size += sum(map(len, record.cells))
            if size > SAMPLE_CHARACTERS:
                break
    return sample


def _detect_delimiter(path: Path, encoding: str) -> str:
    fits = [_fit(path, Dialect(encoding, delimiter)) for delimiter in DELIMITERS]
    # The header decides: a text full of commas under the header `review` is one column.
    fits = [fit for fit in fits if len(fit.header) > 1]
    if not fits:
        return ""
    best = max(fits, key=lambda fit: fit.rank)
    is_prose = any(" " in cell for cell in best.header)
    return "" if is_prose and best.matching < 0.5 and best.single > best.matching else best.delimiter


def _fit(path: Path, dialect: Dialect) -> _Fit:
    sample = sample_records(path, dialect)
    if not sample:
        return _Fit(dialect.delimiter, [], 0.0, 0.0)
    header, *rows = sample
    widths = [0 if row.is_broken else len(row.cells) for row in rows]
    total = max(1, len(rows))
    matching = widths.count(len(header.cells)) / total
    return _Fit(dialect.delimiter, header.cells, matching, widths.count(1) / total)


def _are_quotes_meaningless(path: Path, encoding: str, delimiter: str) -> bool:
    """In many a TSV or list of sentences a quote is just a character, opened and never closed."""
    quoted = sample_records(path, Dialect(encoding, delimiter))
    plain = sample_records(path, Dialect(encoding, delimiter, ""))
    broken = sum(record.is_broken for record in quoted)
    needed = sum(any(end in cell for end in "\t\r\n") for record in quoted for cell in record.cells)
    wrapped = sum(len(cell) > 1 and cell[0] == cell[-1] == '"' for record in plain for cell in record.cells)
    return broken > max(1, needed + wrapped)
