"""Whole words as tokens: a vocabulary and its two ids that stand for no word."""

from collections.abc import Iterable
from dataclasses import dataclass, field

SPECIAL = ("[PAD]", "[UNK]")
PAD, UNKNOWN = range(2)  # their ids: they are the first words of every vocabulary


@dataclass(frozen=True)
class Vocabulary:
    """Words, the special ones first; a word's id is its position."""

    words: tuple[str, ...]
    ids: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ids", {word: number for number, word in enumerate(self.words)})

    def __len__(self) -> int:
        return len(self.words)

    def numbers(self, words: Iterable[str]) -> list[int]:
        """An id for each word; [UNK]'s for those that are not in the vocabulary."""
        return [self.ids.get(word, UNKNOWN) for word in words]

    def decode(self, ids: Iterable[int]) -> str:
        """The words of these ids, blanks between them."""
        return " ".join(self.words[number] for number in ids)
