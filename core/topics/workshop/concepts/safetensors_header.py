"""The safetensors format: the header's length in 8 bytes, a JSON header, then the tensors' bytes.

The header holds the name, dtype, shape and byte range of every tensor, so that none need be loaded.
"""

import json
import math
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from jaxtyping import Float, Int
from torch import Tensor

LENGTH = struct.Struct("<Q")  # an unsigned number of 64 bits, lowest byte first
LARGEST_HEADER = 100_000_000  # bytes
DTYPES = {
    "F64": torch.float64,
    "F32": torch.float32,
    "F16": torch.float16,
    "BF16": torch.bfloat16,
    "I64": torch.int64,
    "I32": torch.int32,
    "U8": torch.uint8,
    "BOOL": torch.bool,
}
MOST_AXES = 4  # in the twin's table


@dataclass(frozen=True)
class Entry:
    """A tensor's entry in the header; its bytes are `begin` to `end` (exclusive) after the header."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    begin: int
    end: int

    @property
    def count(self) -> int:
        return math.prod(self.shape)


def read_header(file: Path) -> tuple[Entry, ...]:
    """The entries of a safetensors file's header, in the order of their bytes.

    Raises ValueError where the length or the JSON of the header is invalid, OSError for an unreadable file.
    Source: https://github.com/huggingface/safetensors#format.
    """
    with open(file, "rb") as stream:
        first = stream.read(LENGTH.size)
        length = LENGTH.unpack(first)[0] if len(first) == LENGTH.size else 0
        if not 0 < length <= LARGEST_HEADER:
            raise ValueError(f"{file.name} has no header of a sensible length")
        header = json.loads(stream.read(length))
    header.pop("__metadata__", None)
    entries = [
        Entry(name, fields["dtype"], tuple(fields["shape"]), *fields["data_offsets"])
        for name, fields in header.items()
    ]
    return tuple(sorted(entries, key=lambda entry: entry.begin))


def read_tensor(file: Path, entry: Entry) -> Tensor:
    """Read one tensor: seek to its bytes and reinterpret them by dtype and shape."""
    with open(file, "rb") as stream:
        (length,) = LENGTH.unpack(stream.read(LENGTH.size))
        stream.seek(LENGTH.size + length + entry.begin)
        content = bytearray(stream.read(entry.end - entry.begin))
    if not content:
        return torch.empty(entry.shape, dtype=DTYPES[entry.dtype])
    return torch.frombuffer(content, dtype=DTYPES[entry.dtype]).reshape(entry.shape)


def shapes(file: Path) -> Int[Tensor, "N 5"]:
    """A row for each of N tensors by name: the number of axes, then their sizes, padded with 0."""
    return shape_table({entry.name: entry.shape for entry in read_header(file)})


def values(file: Path) -> Float[Tensor, "N"]:
    """All tensors of the file, flattened and concatenated by name, as float64."""
    entries = sorted(read_header(file), key=lambda entry: entry.name)
    return torch.cat([read_tensor(file, entry).double().reshape(-1) for entry in entries])


def shape_table(shapes: Mapping[str, Sequence[int]]) -> Int[Tensor, "N 5"]:
    """One row for each tensor, in the order of their names: its number of axes, their sizes, and zeros."""
    rows = [[len(s), *s, *[0] * (MOST_AXES - len(s))] for _, s in sorted(shapes.items())]
    return torch.tensor(rows)  # (N, 1 + MOST_AXES)
