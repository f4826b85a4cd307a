"""How good the model is by now, and whether asking cleverly helped on these rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.base.intervals import OUTSIDE, share
from core.base.numbers import Estimate
from core.evaluation.compare import Comparison, compare_right
from core.evaluation.labelling.model import learn
from core.evaluation.labelling.rounds import RANDOM, UNCERTAIN, Drawn, Pool, answered

FOLDS = 5
LOOKS = (20, 40, 80, 160, 320)  # answers of the random arm at which the arms are compared, and only there


@dataclass(frozen=True)
class Progress:
    """What the answers so far tell.

    `accuracy` is that of a model of all answers, judged by the random arm's rows, each by a model that did
    not learn from it; None while answers are too few or of one class. `comparison` has the model of the
    random arm's answers first and that of as many of the uncertain arm's second; it is of the first `look`
    answers of each arm, None before LOOKS has begun.
    """

    answers: int
    skipped: int
    accuracy: Estimate | None
    look: int | None
    comparison: Comparison | None

    @property
    def helped(self) -> bool | None:
        """Whether asking cleverly helped (True), or hurt (False); None where that can't be told.

        Each look has its part of the 5 %, so that looking again and again does not decide it (Bonferroni).
        """
        found = self.comparison
        if found is None or found.p_mid > OUTSIDE / len(LOOKS) or not found.is_told_apart:
            return None
        return found.difference.value > 0


def progress(pool: Pool, asked: Sequence[Drawn], answers: Mapping[int, int], classes: int) -> Progress:
    """See Progress. `asked` are the rows in the order in which they were asked."""
    told = [one for one in asked if one.row in answers]
    random, uncertain = (
        answered([one.row for one in told if one.arm == arm], answers) for arm in (RANDOM, UNCERTAIN)
    )
    look = max((some for some in LOOKS if some <= min(len(random), len(uncertain))), default=None)
    return Progress(
        answers=len(random) + len(uncertain),
        skipped=len(told) - len(random) - len(uncertain),
        accuracy=_accuracy(pool, random, uncertain, answers, classes),
        look=look,
        comparison=None
        if look is None
        else _compared(pool, random[:look], uncertain[:look], answers, classes),
    )


def _accuracy(
    pool: Pool, random: list[int], uncertain: list[int], answers: Mapping[int, int], classes: int
) -> Estimate | None:
    if len(random) < 2 * FOLDS:
        return None
    right = []
    for fold, rest in _folds(random):
        found = _right(pool, [*rest, *uncertain], fold, answers, classes)
        if found is None:
            return None
        right += found
    return share(sum(right), len(right))


def _compared(
    pool: Pool, random: list[int], uncertain: list[int], answers: Mapping[int, int], classes: int
) -> Comparison | None:
    """Both arms' models on the random arm's rows, which neither learned from; each of as many labels."""
    by_random: list[bool] = []
    by_uncertain: list[bool] = []
    for number, (fold, rest) in enumerate(_folds(random)):
        # As many of the uncertain arm's, by the same pattern: each is left out once.
        as_many = [row for place, row in enumerate(uncertain) if place % FOLDS != number]
        mine = _right(pool, rest, fold, answers, classes)
        theirs = _right(pool, as_many, fold, answers, classes)
        if mine is None or theirs is None:
            return None
        by_random += mine
        by_uncertain += theirs
    return compare_right(np.array(by_random), np.array(by_uncertain), pool.seed)


def _folds(rows: Sequence[int]) -> list[tuple[list[int], list[int]]]:
    """FOLDS times some rows and all others; rows come in a random order, so every fifth is a random draw."""
    return [
        (
            [row for place, row in enumerate(rows) if place % FOLDS == number],
            [row for place, row in enumerate(rows) if place % FOLDS != number],
        )
        for number in range(FOLDS)
    ]


def _right(
    pool: Pool, learned: Sequence[int], judged: Sequence[int], answers: Mapping[int, int], classes: int
) -> list[bool] | None:
    """Whether a model of some answers is right on other rows; None where it can't be learned."""
    model = learn(pool.vectors[[*learned]], [answers[row] for row in learned], classes)
    if model is None:
        return None
    said: NDArray[np.int64] = model(pool.vectors[[*judged]]).argmax(axis=1)
    return [bool(one == answers[row]) for one, row in zip(said, judged, strict=True)]
