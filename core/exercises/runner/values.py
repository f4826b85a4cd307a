"""Values as data: a structure that JSON holds, and its tensors. Nothing that could run when it is read."""

from typing import Any

import torch
from torch import Tensor

MOST_ENTRIES = 100_000
DEEPEST = 20
SCALARS = (bool, int, float, str)


class UnsendableError(TypeError):
    """A value of a kind that is not handed over; its type's name."""


class Packing:
    """What `pack` has met so far."""

    def __init__(self) -> None:
        self.tensors: dict[str, Tensor] = {}
        self._entries = 0

    def pack(self, value: Any, depth: int = 0) -> Any:
        """A structure for JSON; tensors are set aside. Raises UnsendableError."""
        self._entries += 1
        if depth > DEEPEST or self._entries > MOST_ENTRIES:
            raise UnsendableError(type(value).__name__)
        if value is None or type(value) in SCALARS:
            return value
        if isinstance(value, Tensor):
            return self._tensor(value)
        if isinstance(value, torch.Generator):
            return {"generator": value.initial_seed()}
        if isinstance(value, dict):
            pairs = value.items()
            return {"dict": [[self._key(key), self.pack(one, depth + 1)] for key, one in pairs]}
        if isinstance(value, list | tuple):
            kind = "list" if isinstance(value, list) else "tuple"
            return {kind: [self.pack(one, depth + 1) for one in value]}
        for scalar in SCALARS:  # numpy's float64 is a float too
            if isinstance(value, scalar):
                return scalar(value)
        raise UnsendableError(type(value).__name__)

    def _tensor(self, tensor: Tensor) -> dict[str, str]:
        if tensor.layout != torch.strided or tensor.is_complex() or tensor.is_quantized:
            raise UnsendableError(f"{tensor.layout} {tensor.dtype}")
        name = str(len(self.tensors))
        self.tensors[name] = tensor.detach().cpu().resolve_neg().clone(memory_format=torch.contiguous_format)
        return {"tensor": name}

    def _key(self, key: Any) -> Any:
        if key is None or type(key) in SCALARS:
            return key
        raise UnsendableError(type(key).__name__)


def unpack(packed: Any, tensors: dict[str, Tensor]) -> Any:
    """The value again. Raises ValueError for what `pack` does not write."""
    if packed is None or isinstance(packed, bool | int | float | str):
        return packed
    if not isinstance(packed, dict) or len(packed) != 1:
        raise ValueError("not a packed value")
    ((kind, content),) = packed.items()
    try:
        return _unpacked(kind, content, tensors)
    except (KeyError, TypeError, AttributeError, RuntimeError, OverflowError) as error:
        raise ValueError("not a packed value") from error


def _unpacked(kind: str, content: Any, tensors: dict[str, Tensor]) -> Any:
    if kind == "tensor":
        return tensors[content]
    if kind == "generator":
        return torch.Generator().manual_seed(content)
    if kind == "dict":
        return {key: unpack(one, tensors) for key, one in content}
    values = [unpack(one, tensors) for one in content]
    if kind == "list":
        return values
    if kind == "tuple":
        return tuple(values)
    raise ValueError("not a packed value")
