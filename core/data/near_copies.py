"""Texts that are nearly the same: found without comparing each with every other."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from core.data.overlap import normal

SHINGLE = 5  # characters
ALIKE = 0.8  # of the shingles of two texts together, those that both have
ROUNDING = 1e-9  # 0.8 of a number of shingles may come out a hair above a whole number


def shingles(text: str) -> frozenset[str]:
    """Every five letters or digits in a row, blanks, marks and capitals aside; a shorter text is one."""
    letters = normal(text)
    if len(letters) <= SHINGLE:
        return frozenset([letters]) if letters else frozenset()
    return frozenset(letters[start : start + SHINGLE] for start in range(len(letters) - SHINGLE + 1))


def near_copies(texts: Sequence[str], alike: float = ALIKE) -> Iterator[tuple[int, int]]:
    """All pairs (earlier, later) of texts whose shingles agree by at least `alike`, 0 … 1 (Jaccard).

    Two such sets share one of their rarest shingles, so only texts that do are compared: none is missed.
    A text without letters is a copy of none. Source: Bayardo, Ma & Srikant 2007 (prefix filtering).
    """
    sets = [shingles(text) for text in texts]
    counts = Counter(shingle for one in sets for shingle in one)
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for later, mine in enumerate(sets):
        rarest_first = sorted(mine, key=lambda shingle: (counts[shingle], shingle))
        prefix = rarest_first[: len(mine) - math.ceil(alike * len(mine) - ROUNDING) + 1]
        candidates = {earlier for shingle in prefix for earlier in holders[shingle]}
        for earlier in sorted(candidates):
            both = len(mine & sets[earlier])
            if both >= alike * (len(mine) + len(sets[earlier]) - both) - ROUNDING:
                yield earlier, later
        for shingle in prefix:
            holders[shingle].append(later)
