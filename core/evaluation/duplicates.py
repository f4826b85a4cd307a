"""Rows that are there twice: with different labels one of them is wrong; between two files they leak."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.near_copies import near_copies
from core.data.overlap import normal
from core.evaluation.scored import NO_LABEL

MOST_NEAR = 20_000  # texts among which near copies are looked for: some seconds


@dataclass(frozen=True)
class Duplicates:
    """Pairs of indices (earlier, later) with different labels, and how many rows repeat an earlier one.

    `exact` texts differ in blanks, marks and capitals at most; `near` ones in little more. `was_near` is
    false where the file is too long to look for those.
    """

    repeated: int
    exact: tuple[tuple[int, int], ...]
    near: tuple[tuple[int, int], ...]
    was_near: bool = True


def duplicates(texts: Sequence[str], labels: NDArray[np.int8]) -> Duplicates:
    """Copies among the texts, and those of them whose labels contradict each other.

    Of several equal texts each is paired with the first of every other label.
    """
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for row, text in enumerate(texts):
        if spelt := normal(text):
            groups[spelt].append(row)
    repeated = sum(len(rows) - 1 for rows in groups.values())
    exact = [pair for rows in groups.values() for pair in _contradicting(rows, labels)]
    firsts = [rows[0] for rows in groups.values()]
    if len(firsts) > MOST_NEAR:
        return Duplicates(repeated, tuple(exact), (), was_near=False)
    near = (
        (firsts[earlier], firsts[later]) for earlier, later in near_copies([texts[row] for row in firsts])
    )
    return Duplicates(repeated, tuple(exact), tuple(pair for pair in near if _contradict(*pair, labels)))


def shared_rows(texts: Sequence[str], others: Sequence[str]) -> NDArray[np.int64]:
    """The indices of the texts that also stand in another file, however spelt."""
    known = {normal(text) for text in others} - {""}
    return np.flatnonzero([normal(text) in known for text in texts])


def _contradicting(rows: Sequence[int], labels: NDArray[np.int8]) -> list[tuple[int, int]]:
    first: dict[int, int] = {}
    pairs = []
    for row in rows:
        label = int(labels[row])
        if label == NO_LABEL:
            continue
        pairs += [(earlier, row) for other, earlier in first.items() if other != label]
        first.setdefault(label, row)
    return pairs


def _contradict(first: int, second: int, labels: NDArray[np.int8]) -> bool:
    return NO_LABEL not in (labels[first], labels[second]) and bool(labels[first] != labels[second])
