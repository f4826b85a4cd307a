"""A training for its component: where the words are now, the loss so far, both matrices."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

SMOOTH = 20  # steps whose mean is drawn as a line
MOST_DRAWN = 1500  # steps; of more, every second or third …
TEXTS = (
    *("map", "mapped", "loss", "matrix", "matrices", "near"),
    *("inputs", "outputs", "zeros", "axis", "steps", "none", "progress"),
)


def learning(
    points: np.ndarray,
    losses: Sequence[float],
    matrices: tuple[np.ndarray, np.ndarray],
    words: Sequence[str],
    marked: int,
    near: Sequence[tuple[int, str]],
    texts: Mapping[str, str],
    stamp: str,
) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The message's header and arrays, all float32.

    Words at their points (N × 2), the loss of each step with its moving mean (NaN before there are enough),
    input and output vectors (R × D) of the first words. `near` are the rows and texts of the words nearest to
    the `marked` one; another `stamp` is another training.
    """
    values = np.array(losses, dtype=np.float32)
    means = np.full(len(values), np.nan, dtype=np.float32)
    if len(values) >= SMOOTH:
        means[SMOOTH - 1 :] = np.convolve(values, np.ones(SMOOTH) / SMOOTH, mode="valid")
    every = slice((len(values) - 1) % _apart(len(values)), None, _apart(len(values)))  # the last is drawn
    steps = np.arange(1, len(values) + 1, dtype=np.float32)
    arrays = {"points": points, "steps": steps[every], "losses": values[every], "means": means[every]}
    arrays |= dict(zip(("inputs", "outputs"), matrices, strict=True))
    header = {
        **{"words": list(words), "marked": marked, "stamp": stamp},
        "near": [{"row": row, "text": text} for row, text in near],
        "texts": {name: texts[name] for name in TEXTS},
    }
    return header, {name: array.astype(np.float32) for name, array in arrays.items()}


def _apart(count: int) -> int:
    """Steps from one that is drawn to the next."""
    return max(1, -(-count // MOST_DRAWN))
