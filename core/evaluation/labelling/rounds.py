"""The loop: which ten rows come next, given the answers so far. Pure: the seed and the answers decide all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.evaluation.labelling.model import learn, margins

OF_EACH = 5  # rows of a round that are drawn at random, and that are uncertain
MOST_RESERVED = 400  # rows that the random arm may ask: eighty rounds
SKIPPED = -1  # an answer that names no class
RANDOM, UNCERTAIN = "random", "uncertain"


@dataclass(frozen=True)
class Drawn:
    """A row of the pool that is asked, and the arm that asks it: RANDOM or UNCERTAIN."""

    row: int
    arm: str


@dataclass(frozen=True)
class Pool:
    """N rows without labels as vectors (N, D), in two random parts by `seed`.

    Rows of `reserved` are asked in that order by the random arm alone, so that what they tell of accuracy is
    of rows that no choice has touched; the uncertain arm chooses among `others`. Both are drawn from all.
    """

    vectors: NDArray[np.float32]
    seed: int = 0

    def __len__(self) -> int:
        return len(self.vectors)

    @cached_property
    def _order(self) -> list[int]:
        order: list[int] = np.random.default_rng(self.seed).permutation(len(self)).tolist()
        return order

    @property
    def reserved(self) -> list[int]:
        return self._order[: min(MOST_RESERVED, len(self) // 2)]

    @property
    def others(self) -> list[int]:
        return self._order[len(self.reserved) :]


def next_round(
    pool: Pool, asked: Sequence[Drawn], answers: Mapping[int, int], classes: int, of_each: int = OF_EACH
) -> list[Drawn]:
    """The rows to ask next, both arms shuffled together; fewer where an arm has no row left, at last none.

    `answers` gives a row's class, or SKIPPED. The uncertain arm learns from its own answers alone, so that
    those of the random arm can judge it. While these are of one class it draws at random, too.
    """
    known = {one.row for one in asked}
    drawn = [Drawn(row, RANDOM) for row in pool.reserved if row not in known][:of_each]
    rest = [row for row in pool.others if row not in known]
    own = [one.row for one in asked if one.arm == UNCERTAIN]
    drawn += [Drawn(row, UNCERTAIN) for row in least_sure(pool, rest, own, answers, classes)[:of_each]]
    order = np.random.default_rng([pool.seed, len(asked)]).permutation(len(drawn)).tolist()
    return [drawn[place] for place in order]


def least_sure(
    pool: Pool, rest: Sequence[int], learned: Sequence[int], answers: Mapping[int, int], classes: int
) -> list[int]:
    """The rows of `rest`, the smallest margin first, of a model that learned from the answers to `learned`.

    In their own order where these answers are of one class. Source: Scheffer, Decomain & Wrobel 2001.
    """
    rows = answered(learned, answers)
    model = learn(pool.vectors[rows], [answers[row] for row in rows], classes)
    if model is None or not rest:
        return [*rest]
    order = np.argsort(margins(model(pool.vectors[[*rest]])), kind="stable").tolist()
    return [rest[place] for place in order]


def answered(rows: Sequence[int], answers: Mapping[int, int]) -> list[int]:
    """Those rows whose answer names a class."""
    return [row for row in rows if answers.get(row, SKIPPED) != SKIPPED]
