"""What tells the inputs of a picture from others: a digest of plain data, arrays and named functions."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import partial
from hashlib import blake2b
from types import FunctionType
from typing import Any

import numpy as np

PLAIN = (str, bytes, int, float, bool, type(None))


class NoFingerprint(TypeError):
    """A value that can't be told from others by what is in it."""


def fingerprint(value: Any) -> bytes:
    """Equal for equal values of equal types. Raises NoFingerprint, for a lambda as an example."""
    digest = blake2b(digest_size=20)
    _add(digest, value)
    return digest.digest()


def _add(digest: Any, value: Any) -> None:
    """A value with its type and length, so that no two values run into the same bytes."""
    kind = type(value)
    if isinstance(value, np.ndarray) and value.dtype != object:
        digest.update(f"array {value.dtype.str} {value.shape}".encode())
        digest.update(np.ascontiguousarray(value).data)
    elif isinstance(value, PLAIN) and kind in PLAIN:
        _words(digest, f"{kind.__name__} {value!r}")
    elif isinstance(value, np.generic):
        _words(digest, f"{value.dtype.str} {value!r}")
    elif isinstance(value, Mapping):
        _all(digest, f"mapping {len(value)}", [part for pair in value.items() for part in pair])
    elif isinstance(value, list | tuple | np.ndarray):
        _all(digest, f"{kind.__name__} {len(value)}", value)
    elif isinstance(value, range):
        _words(digest, repr(value))
    elif isinstance(value, partial):
        _all(digest, "partial", [value.func, value.args, value.keywords])
    elif is_dataclass(kind):
        _all(digest, _name(kind), [getattr(value, one.name) for one in fields(value)])
    elif isinstance(value, FunctionType):
        _words(digest, _name(value))
    else:
        raise NoFingerprint(kind.__name__)


def _all(digest: Any, head: str, parts: Any) -> None:
    _words(digest, head)
    for part in parts:
        _add(digest, part)


def _words(digest: Any, words: str) -> None:
    data = words.encode("utf-8", "surrogatepass")
    digest.update(len(data).to_bytes(8, "little"))
    digest.update(data)


def _name(named: Any) -> str:
    """Where a function or class stands; those made while running share their names."""
    if "<" in named.__qualname__:
        raise NoFingerprint(named.__qualname__)
    return f"{named.__module__}.{named.__qualname__}"
