"""Whether attention looks at the words that a piece translates: links, and their error rate.

Source: Och & Ney 2003, section 3 (sure and possible links, alignment error rate).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from jaxtyping import Float
from torch import Tensor

from core.topics.transformer.phrases.pieces import Phrase


@dataclass(frozen=True)
class Counts:
    """Of some links: how many there are, how many of them are sure and possible, how many sure ones exist.

    By chance these are expected numbers, and no whole ones.
    """

    links: float
    sure: float
    possible: float
    all_sure: float

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(a + b for a, b in zip(vars(self).values(), vars(other).values(), strict=True)))

    @property
    def error_rate(self) -> float:
        """1 − (|A ∩ S| + |A ∩ P|) / (|A| + |S|): 0 where every sure link is found and no impossible one."""
        return 1 - (self.sure + self.possible) / (self.links + self.all_sure)


def links_of(weights: Float[Tensor, "T S"], pieces: int) -> list[int]:
    """For each of the first pieces the word that gets the largest weight."""
    found: list[int] = weights[:pieces].argmax(dim=-1).tolist()
    return found


def count(phrase: Phrase, links: Sequence[int]) -> Counts:
    """One link a piece against the true alignment; a link to [END] is none of a word's."""
    pairs = list(zip(phrase.chinese, links, strict=True))
    return Counts(
        len(links),
        sum(word in piece.sure for piece, word in pairs),
        sum(word in piece.possible for piece, word in pairs),
        sum(len(piece.sure) for piece in phrase.chinese),
    )


def by_chance(phrase: Phrase) -> Counts:
    """What is to be expected of links to any of the words and [END], each as likely as another."""
    places = len(phrase.english) + 1
    return Counts(
        len(phrase.chinese),
        sum(len(piece.sure) for piece in phrase.chinese) / places,
        sum(len(piece.possible) for piece in phrase.chinese) / places,
        sum(len(piece.sure) for piece in phrase.chinese),
    )


def diagonal(words: int, pieces: int) -> list[int]:
    """What is found without looking: the word as far along as the piece is."""
    return [min(words - 1, round(place * words / max(1, pieces))) for place in range(pieces)]
