"""Where is a model wrong, and is that chance? Suspected on one half of the rows, confirmed on the other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.base.intervals import OUTSIDE, share
from core.base.numbers import Estimate
from core.evaluation.scored import Rows, Scored
from core.evaluation.traits import Slice, column_slices, text_slices, word_slices

FEWEST = 10  # rows of a slice in a half: of fewer no test can say anything
MOST_SUSPECTS = 20  # taken to the other half; more would only make its test stricter
FEWEST_ERRORS = 10  # of all rows, for a search to make sense


@dataclass(frozen=True)
class Suspect:
    """A slice on which the model did worse than elsewhere in the first half, and what the second half says.

    `rows` counts its labelled rows altogether; `accuracy` and `elsewhere` are of the second half, the first
    with an interval that allows for the choice among all suspects. `p` is Fisher's, one-sided, of the second
    half, `q` its value after Benjamini and Hochberg.
    """

    slice: Slice
    rows: int
    accuracy: Estimate
    elsewhere: float
    p: float
    q: float

    @property
    def is_confirmed(self) -> bool:
        return self.q <= OUTSIDE


@dataclass(frozen=True)
class Part:
    """A slice that every file has, its labelled rows and accuracy, with an interval for all parts at once."""

    slice: Slice
    rows: int
    accuracy: Estimate


@dataclass(frozen=True)
class Search:
    """What a search among `looked_at` slices found, the surest first, and the parts that every file has.

    `is_too_small` says that the file has too few rows or errors to tell anything.
    """

    looked_at: int
    suspects: tuple[Suspect, ...]
    parts: tuple[Part, ...]
    is_too_small: bool


def search_slices(
    scored: Scored, model: int = 0, fixed: Sequence[Slice] | None = None, seed: int = 0
) -> Search:
    """Look for slices on which a model errs more often than elsewhere.

    A random half of the labelled rows raises suspicions, by a one-sided test of each slice; the other half,
    which had no part in them, tests those that were raised, and corrects for their number. `fixed` are the
    slices beside words, made of texts and columns where they are None.
    """
    rows = scored.labelled
    right = scored.right(model)
    if fixed is None:
        fixed = [*text_slices(scored.texts), *column_slices(scored.columns)]
    if int((rows & ~right).sum()) < FEWEST_ERRORS or int(rows.sum()) < 4 * FEWEST:
        return Search(0, (), _parts(fixed, right, rows), is_too_small=True)
    first, second = halves(rows, seed)
    candidates = [
        one
        for one in (*fixed, *word_slices(scored.texts, first, FEWEST))
        if _can_be_tested(one.members, first) and _can_be_tested(one.members, second)
    ]
    suspects = _suspects(candidates, right, first)
    confirmed = _confirm(suspects, right, rows, second)
    return Search(len(candidates), confirmed, _parts(fixed, right, rows), is_too_small=not candidates)


def halves(rows: Rows, seed: int) -> tuple[Rows, Rows]:
    """Two random halves of the rows that are true, (N,) both; an odd one goes to the second."""
    numbers = np.random.default_rng(seed).permutation(np.flatnonzero(rows))
    first = np.zeros(len(rows), np.bool_)
    first[numbers[: len(numbers) // 2]] = True
    return first, rows & ~first


def worse_than_elsewhere(slices: Sequence[Rows], right: Rows, rows: Rows) -> NDArray[np.float64]:
    """Fisher's exact test, one-sided, of each slice: how likely are so many errors in it by chance? (M,).

    The number of errors in a slice is hypergeometric if being in it says nothing. Source: Fisher 1935.
    """
    from scipy.stats import hypergeom

    wrong = rows & ~right
    inside = np.array([int((members & rows).sum()) for members in slices], np.int64)
    errors = np.array([int((members & wrong).sum()) for members in slices], np.int64)
    found = hypergeom.sf(errors - 1, int(rows.sum()), int(wrong.sum()), inside)
    return np.asarray(found, np.float64)


def benjamini_hochberg(p: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    """p-values corrected for their number: taking all up to q as real, a share of q is false on average.

    Source: Benjamini & Hochberg 1995.
    """
    values = np.asarray(p, np.float64)  # (M,)
    order = np.argsort(values)
    scaled = values[order] * len(values) / np.arange(1, len(values) + 1)
    corrected = np.empty_like(values)
    corrected[order] = np.minimum(1, np.minimum.accumulate(scaled[::-1])[::-1])
    return corrected


def _can_be_tested(members: Rows, half: Rows) -> bool:
    inside = int((members & half).sum())
    return FEWEST <= inside <= int(half.sum()) - FEWEST


def _suspects(candidates: Sequence[Slice], right: Rows, half: Rows) -> list[Slice]:
    """Those that look worse than elsewhere, the worst first, of slices with the same rows only one."""
    p = worse_than_elsewhere([one.members for one in candidates], right, half)
    chosen: dict[bytes, Slice] = {}
    for place in np.argsort(p, kind="stable").tolist():
        if p[place] <= OUTSIDE:
            chosen.setdefault(candidates[place].members.tobytes(), candidates[place])
    return [*chosen.values()][:MOST_SUSPECTS]


def _confirm(suspects: Sequence[Slice], right: Rows, rows: Rows, half: Rows) -> tuple[Suspect, ...]:
    """What the half that raised no suspicion says of each; intervals as Benjamini & Yekutieli 2005 have them.

    Of M suspects R were confirmed: each interval misses in a share of R / M of 5 %.
    """
    p = worse_than_elsewhere([one.members for one in suspects], right, half)
    q = benjamini_hochberg(p)
    comparisons = len(suspects) / max(1, int((q <= OUTSIDE).sum()))
    found = [
        Suspect(
            one,
            int((one.members & rows).sum()),
            _accuracy(right, half & one.members, comparisons),
            float(right[half & ~one.members].mean()),
            float(p_value),
            float(q_value),
        )
        for one, p_value, q_value in zip(suspects, p, q, strict=True)
    ]
    return tuple(sorted(found, key=lambda suspect: (suspect.q, suspect.p)))


def _parts(slices: Iterable[Slice], right: Rows, rows: Rows) -> tuple[Part, ...]:
    held = [one for one in slices if (one.members & rows).any()]
    return tuple(
        Part(one, int((one.members & rows).sum()), _accuracy(right, one.members & rows, len(held)))
        for one in held
    )


def _accuracy(right: Rows, rows: Rows, comparisons: float) -> Estimate:
    return share(int(right[rows].sum()), int(rows.sum()), comparisons)
