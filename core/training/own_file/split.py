"""A part of the rows set aside to judge by, with copies and near copies on one side."""

import random
from collections import defaultdict
from dataclasses import dataclass

from core.data.labelled import Split
from core.training.own_file.rows import OwnRows

HELD_OUT = 0.25  # of each class


@dataclass(frozen=True)
class Sides:
    """The rows to learn from and those set aside, by index, in file order."""

    train: list[int]
    held_out: list[int]


def set_aside(rows: OwnRows, seed: int, part: float = HELD_OUT) -> Sides:
    """About `part` of the rows of each class, whole groups of copies drawn at random.

    A group that is larger than what is still to be set aside is learned from. A class of which nothing was
    drawn gives its smallest group, unless that is all it has.
    """
    by_class: defaultdict[int, list[list[int]]] = defaultdict(list)
    for members in _members(rows):
        by_class[rows.labels[members[0]]].append(members)
    held: list[int] = []
    for label in sorted(by_class):
        held += _drawn(by_class[label], part, random.Random(f"{seed} {label}"))
    aside = set(held)
    return Sides([row for row in range(len(rows)) if row not in aside], sorted(held))


def split_of(rows: OwnRows, side: list[int]) -> Split:
    """The texts and classes of one side."""
    return Split(rows.texts, rows.labels).rows(side)


def _members(rows: OwnRows) -> list[list[int]]:
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for row, group in enumerate(rows.groups):
        groups[group].append(row)
    return list(groups.values())


def _drawn(groups: list[list[int]], part: float, chance: random.Random) -> list[int]:
    wanted = max(1, round(part * sum(map(len, groups))))
    drawn: list[int] = []
    for members in chance.sample(groups, len(groups)):
        if len(drawn) + len(members) <= wanted:
            drawn += members
    return drawn or (min(groups, key=len) if len(groups) > 1 else [])
