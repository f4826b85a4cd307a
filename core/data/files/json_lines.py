"""JSON lines as a table: an object a line, the names of all their members as its header."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.base.errors import SentiscopeError
from core.data.files.columns import display_names
from core.data.files.csv_records import LINE_LIMIT, Dialect
from core.data.files.reviews_csv import CELL_LIMIT, Row, Table
from core.data.files.text_encoding import SAMPLE_BYTES, UNDECODABLE, open_text

BEGINNING = re.compile(rb"(\xef\xbb\xbf)?\s*\{")
MOST_COLUMNS = 20_000


def is_json_lines(head: bytes) -> bool:
    """Whether a file that begins with `head` holds an object in its first line, or in all of the sample."""
    if not BEGINNING.match(head):
        return False
    line = head.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)[0]
    return _object(line.decode("utf-8", "replace")) is not None or len(line) >= SAMPLE_BYTES - 3


def open_json_lines(path: Path) -> Table:
    """Its columns are the members' names in the order in which they first appear; reads the whole file.

    Errors: `csv_empty`, `json_lines_columns`, `csv_line_too_long`.
    """
    names: dict[str, None] = {}
    for line in _lines(path):
        names.update(dict.fromkeys(_object(line) or ()))
        if len(names) > MOST_COLUMNS:
            raise SentiscopeError("json_lines_columns", file=path.name, most=MOST_COLUMNS)
    if not names:
        raise SentiscopeError("csv_empty", file=path.name)
    return Table(path, Dialect("utf-8", ","), tuple(names), display_names(list(names)), kind="json_lines")


def read_json_lines(table: Table, text: int | None = None) -> Iterator[Row]:
    """Every line that is not blank as a row; numbers stand as written, lists and objects as JSON."""
    for number, line in enumerate(_lines(table.path), start=1):
        entry = _object(line)
        if entry is None:
            yield Row(number, ["" for _ in table.header], "broken_json")
            continue
        values = [entry.get(name) for name in table.header]
        parts = json.loads(line) if any(isinstance(value, list | dict) for value in values) else entry
        cells = [_cell(value, parts.get(name)) for name, value in zip(table.header, values, strict=True)]
        yield Row(number, cells, _problem(cells, values, text))


def _lines(path: Path) -> Iterator[str]:
    with open_text(path, "utf-8-sig") as file:
        number = 0
        while line := file.readline(LINE_LIMIT + 1):
            number += 1
            if len(line) > LINE_LIMIT:
                raise SentiscopeError("csv_line_too_long", line=number, limit=LINE_LIMIT)
            if line.strip():
                yield line


def _object(line: str) -> dict[str, Any] | None:
    """The object in a line, its numbers as text; None if the line is anything else."""
    try:
        entry = json.loads(line, parse_int=_Number, parse_float=_Number, parse_constant=_Number)
    except (ValueError, RecursionError):
        return None
    return entry if isinstance(entry, dict) else None


class _Number(str):
    """A number, spelt as the file spells it."""


def _cell(value: Any, inside: Any) -> str:
    """A value as text; `inside` is what it holds if it has parts, with numbers that JSON writes as such."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace(UNDECODABLE, "\N{REPLACEMENT CHARACTER}")
    return json.dumps(inside, ensure_ascii=False)


def _problem(cells: list[str], values: list[Any], text: int | None) -> str | None:
    if any(isinstance(value, str) and UNDECODABLE in value for value in values):
        return "bad_characters"
    if any("\0" in cell for cell in cells):
        return "nul_characters"
    if any(len(cell) > CELL_LIMIT for cell in cells):
        return "cell_too_long"
    if text is None:
        return None
    if values[text] is not None and (not isinstance(values[text], str) or isinstance(values[text], _Number)):
        return "not_text"
    return None if cells[text].strip() else "empty_text"
