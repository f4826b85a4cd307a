"""Messages between parent and child: lengths, a header in JSON, tensors in safetensors. Never pickled."""

import json
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load, save

from core.exercises.runner.values import Packing, unpack

LENGTHS = struct.Struct("!II")
MOST_HEADER = 8_000_000  # bytes
MOST_TENSORS = 128_000_000

Read = Callable[[int], bytes]  # exactly so many bytes, or EOFError


class TooLargeError(ValueError):
    """More than a message may hold."""


class GarbledError(ValueError):
    """No message of ours."""


@dataclass(frozen=True)
class Message:
    """`what` are plain facts, `value` what is handed over: arguments or results."""

    what: Mapping[str, Any] = field(default_factory=dict)
    value: Any = None


def encode(message: Message) -> bytes:
    """The bytes of a message. Raises UnsendableError and TooLargeError."""
    packing = Packing()
    packed = packing.pack(message.value)
    if sum(tensor.nbytes for tensor in packing.tensors.values()) > MOST_TENSORS:
        raise TooLargeError
    tensors = save(packing.tensors) if packing.tensors else b""
    header = json.dumps({"what": message.what, "value": packed}).encode()
    if len(header) > MOST_HEADER:
        raise TooLargeError
    return LENGTHS.pack(len(header), len(tensors)) + header + tensors


def decode(read: Read) -> Message:
    """The next message. Raises EOFError, and GarbledError for what is none."""
    header_length, tensors_length = LENGTHS.unpack(read(LENGTHS.size))
    if header_length > MOST_HEADER or tensors_length > 2 * MOST_TENSORS:
        raise GarbledError
    header, tensors = read(header_length), read(tensors_length)
    try:
        content = json.loads(header)
        value = unpack(content["value"], load(tensors) if tensors else {})
        if not isinstance(content["what"], dict):
            raise ValueError
        return Message(content["what"], value)
    except (ValueError, KeyError, TypeError, RecursionError, SafetensorError) as error:
        raise GarbledError from error
