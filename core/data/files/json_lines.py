"""JSON as a table: objects, one a line or all in an array; the names of all their members are its header."""

import json
import re
from collections.abc import Collection, Iterator
from itertools import islice
from typing import Any, TextIO

from core.base.errors import SentiscopeError
from core.base.steady_file import File
from core.data.files.budget import Unpacked, check_columns, longest_object
from core.data.files.columns import display_names
from core.data.files.csv_records import Dialect
from core.data.files.reviews_csv import CELL_LIMIT, Row, Table
from core.data.files.text_encoding import Head, open_text

ARRAY = re.compile(r'\[\s*(\{\s*["}]|\])')
# repr() of a dict: a name in single quotes, which JSON never has.
PYTHON = re.compile(r"\[?\s*\{\s*[ub]?'[^'\n]*'\s*:")
ENDINGS = (".jsonl", ".ndjson")
LONE_SURROGATE = re.compile("[\ud800-\udfff]")  # UNDECODABLE, and half an emoji that was cut: "\\ud83d"
MAYBE_SURROGATE = re.compile(r"\\u[dD]|[\ud800-\udfff]")
BETWEEN_ENTRIES = re.compile(r"[\s,]*")
CHUNK = 2**18  # characters
MOST_DIGITS = 4000  # of an integer that Python turns into a number, by default up to 4300


def json_kind(head: Head, path: File) -> str | None:
    """Table's `kind` for a file that begins so: "json_lines", "json_array", or None if it is no JSON.

    Errors: `json_python` for Python's way to write a dict; `json_one_object` for all rows inside one object;
    `json_lines_no_object` where only the name says JSON lines.
    """
    start = head.text.lstrip("\ufeff \t\r\n")
    if PYTHON.match(start):
        raise SentiscopeError("json_python", file=path.name)
    line, line_end, _ = start.partition("\n")
    goes_on = not line_end and not head.is_whole
    if head.is_whole and start.startswith("{"):
        _refuse_one_object(start, path.name)
    if line.startswith("{") and (_object(line) is not None or goes_on):
        return "json_lines"
    if ARRAY.match(start):
        return "json_array"
    if start and path.name.lower().removesuffix(".gz").endswith(ENDINGS):
        raise SentiscopeError("json_lines_no_object", file=path.name)
    return None


def open_json(path: File, encoding: str, kind: str, most: int | None = None) -> Table:
    """Its columns are the members' names in the order in which they first appear.

    Reads the whole file, or `most` objects. Errors: `csv_empty`, `file_columns`, `json_array_broken`,
    `csv_line_too_long`.
    """
    names: dict[str, None] = {}
    for text in islice(_objects(path, encoding, kind), most):
        names.update(dict.fromkeys(_object(text) or ()))
        check_columns(len(names), path)
    if not names:
        raise SentiscopeError("csv_empty", file=path.name)
    return Table(path, Dialect(encoding, ","), tuple(names), display_names(list(names)), kind=kind)


def read_json(
    table: Table, text: int | None = None, positions: dict[str, int] | None = None
) -> Iterator[Row]:
    """Every object as a row; numbers stand as written, lists and objects as JSON.

    `positions`, by the members' names, takes in those that are no columns of the table yet as they come, and
    a row ends at the last one known by then. Without it every member has to be a column.
    """
    grows, positions = positions is not None, {} if positions is None else positions
    positions.update({name: position for position, name in enumerate(table.header)})
    unpacked = Unpacked(table.path)
    for number, line in enumerate(_objects(table.path, table.dialect.encoding, table.kind), start=1):
        entry = _object(line)
        if grows:
            for name in entry or ():
                positions.setdefault(name, len(positions))
            check_columns(len(positions), table.path)
        unpacked.add_cells(len(positions))  # an object with one name has a cell for each name of the file
        cells = [""] * len(positions)
        if entry is None:
            yield Row(number, cells, "broken_json")
            continue
        texts = _texts(entry, line)
        problem = _problem(texts.values(), None if text is None else entry.get(table.header[text]), text)
        if _may_hold_surrogates(line) and any(map(LONE_SURROGATE.search, texts.values())):
            texts = {name: _writable(cell) for name, cell in texts.items()}
            problem = problem if problem == "not_text" else "bad_characters"
        for name, cell in texts.items():
            cells[positions[name]] = cell
        yield Row(number, cells, problem)


def _refuse_one_object(text: str, name: str) -> None:
    """Raise `json_one_object` if a whole file is one object with a list of objects, or columns, inside."""
    parts = list((_object(text) or {}).values())
    lists = [part for part in parts if isinstance(part, list) and len(part) > 1]
    has_rows = any(isinstance(entry, dict) for part in lists for entry in part)
    if has_rows or (parts and all(isinstance(part, list | dict) and len(part) > 1 for part in parts)):
        raise SentiscopeError("json_one_object", file=name)


def _objects(path: File, encoding: str, kind: str) -> Iterator[str]:
    """The text of each object: what stands in a line, or between two commas of an array."""
    with open_text(path, encoding) as file:
        yield from _entries(file, path.name) if kind == "json_array" else _lines(file)


def _lines(file: TextIO) -> Iterator[str]:
    number, longest = 0, longest_object()
    while line := file.readline(longest + 1):
        number += 1
        if len(line) > longest:
            raise SentiscopeError("csv_line_too_long", line=number, limit=longest)
        if line.strip():
            yield line


def _entries(file: TextIO, name: str) -> Iterator[str]:
    """The entries of an array, read a piece at a time; memory is that of the largest."""
    # Only where an entry ends is asked here: an integer may be longer than Python turns into a number.
    decode = json.JSONDecoder(parse_int=_Number).raw_decode
    pieces, end, number, longest = file.read(CHUNK), 0, 1, longest_object()
    end = pieces.index("[") + 1
    while True:
        start = BETWEEN_ENTRIES.match(pieces, end).end()  # type: ignore[union-attr]  # it matches nothing too
        if pieces.startswith("]", start):
            return
        try:
            end = decode(pieces, start)[1]
        except (ValueError, RecursionError):
            end = len(pieces)
        if end < len(pieces):  # else more of a number may follow
            yield pieces[start:end]
            number += 1
            continue
        pieces, end = pieces[start:], 0
        more = file.read(max(CHUNK, len(pieces)))
        if not more or len(pieces) > longest:
            raise SentiscopeError("json_array_broken", file=name, number=number)
        pieces += more


def _object(line: str) -> dict[str, Any] | None:
    """The object in a line, its numbers as text; None if the line is anything else."""
    try:
        entry = _loads(line, parse_int=_Number, parse_float=_Number, parse_constant=_Number)
    except (ValueError, RecursionError):
        return None
    return entry if isinstance(entry, dict) else None


def _loads(line: str, **options: Any) -> Any:
    entry = json.loads(line, **options)
    if isinstance(entry, dict) and _may_hold_surrogates(line) and MAYBE_SURROGATE.search(line):
        return {_writable(name): value for name, value in entry.items()}
    return entry


class _Number(str):
    """A number, spelt as the file spells it."""


def _texts(entry: dict[str, Any], line: str) -> dict[str, str]:
    """The members of an object as text; in one that has parts, JSON writes numbers as such."""
    parts = _numbered(line) if any(isinstance(value, list | dict) for value in entry.values()) else entry
    return {name: _cell(value, parts[name]) for name, value in entry.items()}


def _numbered(line: str) -> dict[str, Any]:
    """The object in a line with its numbers as Python's, the longest integers as text."""
    entry: dict[str, Any] = _loads(line, parse_int=_integer)
    return entry


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= MOST_DIGITS else digits


def _cell(value: Any, inside: Any) -> str:
    """A value as text; `inside` is what it holds if it has parts, with numbers that JSON writes as such."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(inside, ensure_ascii=False)


def _may_hold_surrogates(line: str) -> bool:
    return not (line.isascii() and "\\u" not in line)


def _writable(text: str) -> str:
    return LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def _problem(cells: Collection[str], value: Any, text: int | None) -> str | None:
    """The first problem of an object with these cells; `value` is what stands for its text."""
    if text is not None and value is not None and (not isinstance(value, str) or isinstance(value, _Number)):
        return "not_text"
    if any("\0" in cell for cell in cells):
        return "nul_characters"
    if any(len(cell) > CELL_LIMIT for cell in cells):
        return "cell_too_long"
    return "empty_text" if text is not None and not (value or "").strip() else None
