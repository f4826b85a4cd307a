"""Thrift's compact protocol, as far as the headers of Parquet's pages need it: integers, by field numbers.

Source: Apache Thrift, "Thrift Compact protocol encoding".
"""

TRUE, FALSE, BYTE, DOUBLE, BINARY, LIST, SET, MAP, STRUCT = 1, 2, 3, 7, 8, 9, 10, 11, 12
INTEGERS = (4, 5, 6)
DEEPEST = 8  # structures in structures; a page's header has three
Fields = dict[int, "int | Fields"]


def read_struct(data: bytes, position: int = 0, depth: int = 0) -> tuple[Fields, int]:
    """The integers and structures of a structure by their fields' numbers, and where it ends.

    Raises IndexError where `data` ends before it does, ValueError where it is none.
    """
    fields: Fields = {}
    number = 0
    while head := data[position]:
        position += 1
        kind, step = head & 15, head >> 4
        if step:
            number += step
        else:
            number, position = _integer(data, position)
        if kind in INTEGERS:
            fields[number], position = _integer(data, position)
        elif kind == STRUCT:
            if depth == DEEPEST:
                raise ValueError("structures are nested too deeply")
            fields[number], position = read_struct(data, position, depth + 1)
        else:
            position = _end_of(data, position, kind)
    return fields, position + 1


def _end_of(data: bytes, position: int, kind: int) -> int:
    """Where a value that nobody asks for ends."""
    if kind in (TRUE, FALSE):
        return position
    if kind == BINARY:
        length, position = _natural(data, position)
        return position + length
    if kind in (BYTE, DOUBLE):
        return position + (1 if kind == BYTE else 8)
    raise ValueError(f"no page's header holds a value of kind {kind}")


def _integer(data: bytes, position: int) -> tuple[int, int]:
    natural, position = _natural(data, position)
    return natural >> 1 ^ -(natural & 1), position  # zigzag: 0, -1, 1, -2 …


def _natural(data: bytes, position: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        byte = data[position]
        position += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, position
    raise ValueError("an integer has more than 64 bits")
