"""An Arrow value with parts as JSON, piece by piece, so that whoever counts them can stop in time."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from core.data.files.arrow.scalars import text_of

SEPARATOR = ", "
Pieces = Callable[[int], Iterator[str]]


def pieces_of(column: Any) -> Pieces:
    """A function from a row of an Arrow column to the pieces of its value's JSON.

    Fields of the same name stay side by side, a map is a list of pairs, what JSON has no word for is text.
    """
    import pyarrow.types as types

    kind = column.type
    if types.is_struct(kind):
        parts = [pieces_of(column.field(number)) for number in range(kind.num_fields)]
        names = [json.dumps(kind.field(number).name, ensure_ascii=False) for number in range(kind.num_fields)]
        of_value = partial(_struct, names, parts)
    elif types.is_map(kind):
        pair = [pieces_of(column.keys), pieces_of(column.items)]
        of_value = partial(_list, column.offsets.to_pylist(), partial(_pair, pair))
    elif types.is_list(kind) or types.is_large_list(kind):
        of_value = partial(_list, column.offsets.to_pylist(), pieces_of(column.values))
    elif types.is_nested(kind):  # a list of another layout
        return partial(_of_layout, column)
    else:
        return _leaf(column)
    return partial(_or_null, column.is_valid().to_pylist(), of_value)


def _or_null(is_there: list[bool], of_value: Pieces, index: int) -> Iterator[str]:
    return of_value(index) if is_there[index] else iter(("null",))


def _struct(names: list[str], parts: list[Pieces], index: int) -> Iterator[str]:
    yield "{"
    for number, (name, part) in enumerate(zip(names, parts, strict=True)):
        yield f"{SEPARATOR if number else ''}{name}: "
        yield from part(index)
    yield "}"


def _list(offsets: list[int], part: Pieces, index: int) -> Iterator[str]:
    yield "["
    for position in range(offsets[index], offsets[index + 1]):
        if position > offsets[index]:
            yield SEPARATOR
        yield from part(position)
    yield "]"


def _pair(parts: list[Pieces], index: int) -> Iterator[str]:
    yield "["
    yield from parts[0](index)
    yield SEPARATOR
    yield from parts[1](index)
    yield "]"


def _of_layout(column: Any, index: int) -> Iterator[str]:
    values = column[index].values
    return iter(("null",)) if values is None else _list([0, len(values)], pieces_of(values), 0)


def _leaf(column: Any) -> Pieces:
    import pyarrow
    import pyarrow.types as types

    kind = column.type
    if types.is_boolean(kind) or types.is_integer(kind) or types.is_floating(kind):
        numbers = column.to_pylist()
        return lambda index: iter((json.dumps(numbers[index]),))
    if types.is_dictionary(kind):
        indices = column.indices.cast(pyarrow.int64()).to_pylist()
        return partial(_known, column.dictionary, indices, {None: "null"})
    return partial(_known, column, range(len(column)), {})


def _known(values: Any, indices: Any, texts: dict[int | None, str], index: int) -> Iterator[str]:
    """The JSON of a value that may come again."""
    number = indices[index]
    if number not in texts:
        value = values[number]
        texts[number] = json.dumps(text_of(value), ensure_ascii=False) if value.is_valid else "null"
    yield texts[number]
