"""The most bytes of tensors that are allocated at once during a computation."""

import weakref
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves


class LiveBytes(TorchDispatchMode):
    """Counts the storages that operations allocate; `now` and `peak` are bytes.

    Views share their tensor's storage and count nothing; neither do tensors from before. What a
    kernel allocates for itself is not counted.
    """

    def __init__(self) -> None:
        super().__init__()
        self.now = self.peak = 0
        self._known: set[int] = set()

    def __torch_dispatch__(
        self,
        func: Any,
        types: Sequence[type],
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        self._known |= {_storage(leaf) for leaf in tree_leaves((args, kwargs)) if isinstance(leaf, Tensor)}
        result = func(*args, **(kwargs or {}))
        for leaf in tree_leaves(result):
            if isinstance(leaf, Tensor) and _storage(leaf) not in self._known:
                self._allocated(leaf)
        return result

    def _allocated(self, tensor: Tensor) -> None:
        storage, address = tensor.untyped_storage(), _storage(tensor)
        size = storage.nbytes()
        self._known.add(address)
        self.now += size
        self.peak = max(self.peak, self.now)
        weakref.finalize(storage, self._freed, address, size)

    def _freed(self, address: int, size: int) -> None:
        self.now -= size
        self._known.discard(address)


def peak_bytes(work: Callable[[], object]) -> int:
    """The most bytes that tensors made by `work` hold at a time, its result among them."""
    with LiveBytes() as counted:
        work()
    return counted.peak


def _storage(tensor: Tensor) -> int:
    return tensor.untyped_storage()._cdata
