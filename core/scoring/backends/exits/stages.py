"""A network in stages, from one exit to the next, each behind the same call whatever computes it."""

import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from core.models.damage import damage_as

Array = NDArray[np.float32]


class Stages(Protocol):
    """Runs a part of a network; the first takes token ids (B, T), the others hidden states (B, T, D)."""

    def hidden(self, stage: int, x: NDArray[Any], mask: NDArray[np.int64]) -> Array:
        """The hidden states (B, T, D) behind a stage, which is not the last."""
        ...

    def last(self, x: NDArray[Any], mask: NDArray[np.int64]) -> Array:
        """The network's logits (B, 2), from the last stage."""
        ...


def stretches(after: Sequence[int], layers: int) -> list[range]:
    """The layers of each stage, where exits stand after so many of them."""
    return [range(first, last) for first, last in pairwise([0, *after, layers])]


def layers_of(folder: Path) -> int:
    """How many layers the network of a model's folder has. Error: `weights_unreadable`."""
    with damage_as("weights_unreadable", folder):
        return int(json.loads((folder / "config.json").read_text(encoding="utf-8"))["num_hidden_layers"])
