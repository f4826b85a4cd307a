"""The values of an Arrow column as text, one at a time: no list of all, and repeated texts only once."""

from collections.abc import Callable, Iterator
from typing import Any

from core.data.files.arrow.json_pieces import pieces_of
from core.data.files.arrow.scalars import is_bytes, text_of
from core.data.files.budget import Unpacked


def reader_of(column: Any, unpacked: Unpacked) -> Callable[[int], str]:
    """A function from a row of an Arrow column to its value as a CSV would hold it; what has parts is JSON.

    Bytes that are no UTF-8 become UNDECODABLE. The function raises what `unpacked` does.
    """
    import pyarrow.types as types

    if types.is_nested(column.type):
        pieces, is_there = pieces_of(column), column.is_valid().to_pylist()
        return lambda row: _joined(pieces(row), unpacked) if is_there[row] else ""
    if types.is_dictionary(column.type):
        return _of_dictionary(column, unpacked)
    texts = _texts(column)

    def text(row: int) -> str:
        value = texts[row] or ""
        unpacked.add(len(value))
        return value

    return text


def _of_dictionary(column: Any, unpacked: Unpacked) -> Callable[[int], str]:
    import pyarrow

    values, indices = _plain(column.dictionary), column.indices.cast(pyarrow.int64()).to_pylist()
    known: dict[int | None, str] = {None: ""}

    def text(row: int) -> str:
        index = indices[row]
        if index not in known:
            known[index] = text_of(values[index])
        unpacked.add(len(known[index]))
        return known[index]

    return text


def _texts(column: Any) -> list[str | None]:
    """A column's values as Arrow writes them, None where there is none."""
    import pyarrow
    import pyarrow.types as types

    if not is_bytes(column.type):
        try:
            return list(_without_unknown_zone(column).cast(pyarrow.string()).to_pylist())
        except (pyarrow.ArrowException, UnicodeDecodeError):  # a type that has no text
            pass
    if types.is_string_view(column.type) or types.is_binary_view(column.type):
        column = column.cast(pyarrow.binary())
    return [text_of(value) if value.is_valid else None for value in column]


def _without_unknown_zone(column: Any) -> Any:
    """A timestamp in UTC where nobody knows its time zone; any other column as it is."""
    import pyarrow
    import pyarrow.types as types

    if not types.is_timestamp(column.type) or column.type.tz is None:
        return column
    try:
        column.slice(0, 1).cast(pyarrow.string())
    except pyarrow.ArrowException:
        return column.cast(pyarrow.timestamp(column.type.unit, "UTC"))
    return column


def _plain(values: Any) -> Any:
    """Values that are no views, whose bytes a scalar does not give."""
    import pyarrow
    import pyarrow.types as types

    is_view = types.is_string_view(values.type) or types.is_binary_view(values.type)
    return values.cast(pyarrow.binary()) if is_view else values


def _joined(pieces: Iterator[str], unpacked: Unpacked) -> str:
    """The text that the pieces make up; what is too much is noticed before it is."""
    kept = []
    for piece in pieces:
        unpacked.add(len(piece))
        kept.append(piece)
    return "".join(kept)
