"""A phrase in English and in Chinese, with the alignment of every Chinese piece.

An alignment has sure links, and possible ones where a piece stands for several words or none in particular
(年, "year", for all the digits before it). Source: Och & Ney 2003, section 3.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

Links = frozenset[int]
NONE: Links = frozenset()


class Piece(NamedTuple):
    """A Chinese character, the numbers of the English words it surely translates, and may translate."""

    text: str
    sure: Links = NONE
    possible: Links = NONE

    def moved(self, offset: int) -> "Piece":
        """With the English words numbered from `offset`."""
        return Piece(self.text, _moved(self.sure, offset), _moved(self.possible, offset)) if offset else self


@lru_cache(
    1 << 16
)  # a sentence is put together of phrases in phrases: the same few sets move again and again
def _moved(links: Links, offset: int) -> Links:
    return frozenset(n + offset for n in links)


@dataclass(frozen=True)
class Phrase:
    """English words, and the Chinese pieces that say the same."""

    english: tuple[str, ...]
    chinese: tuple[Piece, ...] = ()

    @property
    def translation(self) -> str:
        """The Chinese as a text."""
        return "".join(piece.text for piece in self.chinese)


def said(english: str, chinese: str = "") -> Phrase:
    """Words that are translated as a whole: each character surely by a single word, possibly by several."""
    words = tuple(english.split())
    every = frozenset(range(len(words)))
    sure = every if len(words) == 1 else NONE
    return Phrase(words, tuple(Piece(sign, sure, every) for sign in chinese))


def unsure(phrase: Phrase) -> Phrase:
    """The same phrase, its links possible and none of them sure."""
    return Phrase(phrase.english, tuple(Piece(p.text, NONE, p.possible) for p in phrase.chinese))


def arrange(english: Sequence[Phrase], chinese: Sequence[Phrase] | None = None) -> Phrase:
    """Phrases one after another, their Chinese in an order of its own; one left out there stays unsaid."""
    offsets: dict[int, int] = {}
    words: list[str] = []
    for part in english:
        offsets[id(part)] = len(words)
        words += part.english
    order = english if chinese is None else chinese
    pieces = [piece.moved(offsets[id(part)]) for part in order for piece in part.chinese]
    return Phrase(tuple(words), tuple(pieces))


def only_chinese(text: str, phrase: Phrase) -> Phrase:
    """Characters that stand for a whole phrase: after it they are possible translations of all its words."""
    every = frozenset(range(len(phrase.english)))
    return Phrase(phrase.english, (*phrase.chinese, *(Piece(sign, NONE, every) for sign in text)))


def words_of(text: str) -> tuple[str, ...]:
    """A text cut at its blanks."""
    return tuple(text.split())
