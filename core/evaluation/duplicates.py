"""Rows that are there twice: with different labels one of them is wrong; between two files they leak."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
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


@dataclass(frozen=True)
class Shared:
    """Rows of a file that also stand in another: pairs of indices (here, there), one for each such row.

    `exact`, `near` and `was_near` are as in Duplicates; a row that has an exact copy is not among the near
    ones. `differing` are pairs of either kind with different labels.
    """

    exact: tuple[tuple[int, int], ...]
    near: tuple[tuple[int, int], ...]
    differing: tuple[tuple[int, int], ...]
    was_near: bool = True

    @property
    def rows(self) -> list[int]:
        """The rows here that stand there, too."""
        return sorted(row for row, _ in (*self.exact, *self.near))


def shared(
    texts: Sequence[str], labels: NDArray[np.int8], others: Sequence[str], other_labels: NDArray[np.int8]
) -> Shared:
    """Which texts also stand in another file, and which of those carry another label there.

    Of several copies there a row is paired with the first of another label, else with the first.
    """
    there: defaultdict[str, list[int]] = defaultdict(list)
    for row, text in enumerate(others):
        there[normal(text)].append(row)
    exact = {row: there[normal(texts[row])] for row in shared_rows(texts, others).tolist()}
    rest = [row for row, text in enumerate(texts) if row not in exact and normal(text)]
    was_near = len(rest) + len(there) <= MOST_NEAR
    near: defaultdict[int, list[int]] = defaultdict(list)
    if was_near:
        for row, other in _near_between(texts, rest, others, [rows[0] for rows in there.values()]):
            near[row].append(other)

    def pairs(copies: Mapping[int, Sequence[int]]) -> tuple[tuple[int, int], ...]:
        return tuple((row, _told_apart(labels[row], other_labels, copies[row])) for row in sorted(copies))

    both = pairs(exact), pairs(near)
    differing = (pair for some in both for pair in some if _differ(labels[pair[0]], other_labels[pair[1]]))
    return Shared(*both, tuple(differing), was_near)


def shared_rows(texts: Sequence[str], others: Sequence[str]) -> NDArray[np.int64]:
    """The indices of the texts that also stand in another file, however spelt."""
    known = {normal(text) for text in others} - {""}
    return np.flatnonzero([normal(text) in known for text in texts])


def _near_between(
    texts: Sequence[str], rows: Sequence[int], others: Sequence[str], other_rows: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Near copies of which one text is of each file."""
    both = [*(texts[row] for row in rows), *(others[row] for row in other_rows)]
    for earlier, later in near_copies(both):
        if earlier < len(rows) <= later:
            yield rows[earlier], other_rows[later - len(rows)]


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
    return _differ(labels[first], labels[second])


def _told_apart(label: np.int8, labels: NDArray[np.int8], rows: Sequence[int]) -> int:
    """The first of some rows whose label is another than this one, else the first."""
    return next((row for row in rows if _differ(label, labels[row])), rows[0])


def _differ(one: np.int8, other: np.int8) -> bool:
    return NO_LABEL not in (one, other) and bool(one != other)
