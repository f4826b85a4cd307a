"""Rows of a file that also stand in another, such as that which a model learned from: they are no test."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.base.numbers import Estimate
from core.evaluation.duplicates import Shared, shared
from core.evaluation.report import accuracy_of
from core.evaluation.scored import Scored


@dataclass(frozen=True)
class Leak:
    """The shared rows of two files of so many rows, whose numbers are `numbers` and `other_numbers`.

    `without` is the accuracy of each of `models` on the labelled rows that stand in the first file only, None
    where no such row is left.
    """

    shared: Shared
    numbers: NDArray[np.int64]
    other_numbers: NDArray[np.int64]
    models: tuple[str, ...]
    without: tuple[Estimate | None, ...]


def leak_between(scored: Scored, other: Scored) -> Leak:
    """What a file shares with another, and how good its models are on the rest."""
    found = shared(scored.texts, scored.labels, other.texts, other.labels)
    alone = np.ones(len(scored), np.bool_)
    alone[found.rows] = False
    rest = scored.of(alone)
    names = tuple(one.name for one in scored.verdicts)
    without = tuple(accuracy_of(rest, model) for model in range(len(names)))
    return Leak(found, scored.numbers, other.numbers, names, without)
