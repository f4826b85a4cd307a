"""Rows of token ids of different lengths as one array, without torch."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def padded(
    rows: Sequence[Sequence[int] | NDArray[np.int32]], padding: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows of ids filled up to the longest, (B, T), and the mask that is 0 at padding, (B, T)."""
    lengths = np.array([len(row) for row in rows])  # (B,)
    mask = (np.arange(lengths.max()) < lengths[:, None]).astype(np.int64)  # (B, T)
    ids = np.full(mask.shape, padding, np.int64)  # (B, T)
    ids[mask == 1] = np.concatenate(rows)
    return ids, mask
