"""What would turn the verdict? Every change of one word, then pairs; the search says what it tried."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

from jaxtyping import Float
from torch import Tensor

MOST_PAIRS = 500


@dataclass(frozen=True)
class Change:
    """A word of the sentence replaced by another, or deleted (None); `rank` 0 is the likeliest word."""

    position: int
    word: str | None
    rank: int = 0


Changes = tuple[Change, ...]
Judge = Callable[[Sequence[Changes]], Float[Tensor, "N"]]  # the logit differences of changed sentences


@dataclass(frozen=True)
class Tried:
    """A changed sentence and its logit difference."""

    changes: Changes
    difference: float


@dataclass(frozen=True)
class Certificate:
    """All that was tried, in the order it was; `possible` counts the changes of this size that there are.

    Where `tried` is as many, no other change of that size among the candidates turns the verdict.
    """

    whole: float
    tried: tuple[Tried, ...]
    possible: int

    @property
    def flips(self) -> tuple[Tried, ...]:
        """What turns the verdict: deletions and likely replacements first."""
        turned = [one for one in self.tried if (one.difference >= 0) != (self.whole >= 0)]
        return tuple(sorted(turned, key=lambda one: sum(change.rank for change in one.changes)))

    @property
    def deletions(self) -> int:
        """How many of the tried changes only delete."""
        return sum(all(change.word is None for change in one.changes) for one in self.tried)

    @property
    def replacements(self) -> int:
        """How many of the tried changes put a word in."""
        return len(self.tried) - self.deletions


def one_word_flips(judge: Judge, whole: float, candidates: Sequence[Sequence[str]]) -> Certificate:
    """Every deletion and every replacement of one word; `candidates` of each word, the likeliest first.

    The only word of a sentence is not deleted, since no sentence would be left.
    """
    several = len(candidates) > 1
    deletions = [Change(position, None) for position in range(len(candidates)) if several]
    replacements = [
        Change(position, word, rank)
        for position, words in enumerate(candidates)
        for rank, word in enumerate(words)
    ]
    changes = [(change,) for change in (*deletions, *replacements)]
    return Certificate(whole, _judged(judge, changes), len(changes))


def pair_flips(judge: Judge, singles: Certificate, most: int = MOST_PAIRS) -> Certificate:
    """Pairs of changes at two places, at most `most`, those first whose parts move the difference most.

    A change that turns the verdict alone is in no pair.
    """
    towards = -1 if singles.whole >= 0 else 1
    turned = {one.changes for one in singles.flips}
    rest = [one for one in singles.tried if one.changes not in turned]
    words = len({one.changes[0].position for one in singles.tried})
    moved = sorted(rest, key=lambda one: -towards * one.difference)[: most + 1]  # of others no pair is better
    pairs = [pair for pair in combinations(moved, 2) if _go_together(*pair, words)]
    best = sorted(pairs, key=lambda pair: -towards * (pair[0].difference + pair[1].difference))[:most]
    chosen = [tuple(sorted(a.changes + b.changes, key=lambda change: change.position)) for a, b in best]
    return Certificate(singles.whole, _judged(judge, chosen), _count_pairs(rest, words))


def _go_together(first: Tried, second: Tried, words: int) -> bool:
    """Whether two changes are at two places and leave at least one word."""
    a, b = first.changes[0], second.changes[0]
    return a.position != b.position and not (words == 2 and a.word is None and b.word is None)


def _count_pairs(rest: Sequence[Tried], words: int) -> int:
    """How many pairs of changes go together."""
    at = Counter(one.changes[0].position for one in rest)
    both_gone = words == 2 and sum(one.changes[0].word is None for one in rest) == 2
    return (len(rest) ** 2 - sum(count**2 for count in at.values())) // 2 - both_gone


def _judged(judge: Judge, changes: Sequence[Changes]) -> tuple[Tried, ...]:
    if not changes:
        return ()
    differences = judge(changes).tolist()
    return tuple(Tried(*both) for both in zip(changes, differences, strict=True))
