"""What was worked out and is kept for whoever asks next: bounded by a weight, the last used longest."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


def _one(_value: object) -> int:
    return 1


class Kept(Generic[T]):
    """Values by key, at most so many that their weights sum to `most`; safe to use from several threads."""

    def __init__(self, most: int, weight: Callable[[T], int] = _one) -> None:
        self.most, self._weight = most, weight
        self._values: OrderedDict[Hashable, T] = OrderedDict()
        self._total, self._lock = 0, Lock()

    def get(self, key: Hashable) -> T | None:
        """The value, which now is the one used last; None where there is none."""
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key]

    def put(self, key: Hashable, value: T) -> None:
        """Keep a value; one that is too heavy by itself is not kept."""
        with self._lock:
            if key in self._values:
                self._total -= self._weight(self._values.pop(key))
            self._values[key] = value
            self._total += self._weight(value)
            while self._total > self.most:
                _, gone = self._values.popitem(last=False)
                self._total -= self._weight(gone)

    def clear(self) -> None:
        with self._lock:
            self._values.clear()
            self._total = 0

    def __len__(self) -> int:
        return len(self._values)
