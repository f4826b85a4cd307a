"""A text longer than a model's window, read in several that overlap, and how they become one verdict."""

from collections.abc import Sequence
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

Rule = Literal["mean", "ends", "weighted", "strongest"]
RULES: tuple[Rule, ...] = get_args(Rule)
RULE: Rule = "weighted"  # chosen by `python -m core.evaluation.long_texts`
OVERLAP = 8  # an eighth of a window's room is read twice, so that few phrases are torn apart


def overlap_of(room: int) -> int:
    """How many pieces a window shares with the one before, where it has room for so many."""
    return room // OVERLAP


def joined(logits: NDArray[Any], lengths: Sequence[int], rule: Rule) -> NDArray[Any]:
    """The logits (C,) of a text from those of its windows (W, C), which read so many tokens each.

    `mean` of all; of both `ends`; of all, `weighted` by their tokens; or those of the `strongest`, whose
    likeliest class leads the next by most (the first of equals). A single window's are the text's.
    """
    if len(logits) == 1:
        only: NDArray[Any] = logits[0]
        return only
    if rule == "strongest":
        ordered = np.sort(logits, axis=-1)  # (W, C)
        strongest: NDArray[Any] = logits[int(np.argmax(ordered[:, -1] - ordered[:, -2]))]
        return strongest
    if rule == "ends":
        return np.mean(logits[[0, -1]], axis=0)
    weights = np.asarray(lengths, np.float64) if rule == "weighted" else np.ones(len(logits))
    return np.average(logits, axis=0, weights=weights).astype(logits.dtype)
