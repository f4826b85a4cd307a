"""Arrays that take long to compute, kept in a folder under the sha256 of what decides them."""

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.base.atomic_write import durable

Arrays = dict[str, NDArray[Any]]


def kept(folder: Path | None, about: Sequence[Any], make: Callable[[], Arrays]) -> Arrays:
    """The arrays kept for what `about` says, which JSON can hold; made, and kept, where there are none.

    With no folder nothing is kept. Raises OSError where nothing can be written.
    """
    if folder is None:
        return make()
    file = folder / f"{hashlib.sha256(json.dumps(about).encode()).hexdigest()[:32]}.npz"
    if not file.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        arrays = make()
        with durable(file, "xb") as stream:
            np.savez(stream, **arrays)  # type: ignore[arg-type]
    with np.load(file) as found:
        return dict(found)


def portions(texts: Sequence[str], size: int = 1000) -> list[Sequence[str]]:
    """The texts in lists of so many, so that what was cut off goes on from the last."""
    return [texts[first : first + size] for first in range(0, len(texts), size)]
