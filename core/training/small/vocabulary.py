"""Whole words as tokens, for small networks of our own: SST-2's sentences are cut by blanks already."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

PAD, UNKNOWN, START, END = range(4)
SPECIAL = ("[PAD]", "[UNK]", "[START]", "[END]")


@dataclass(frozen=True)
class Words:
    """A vocabulary; a word's id is its place in it."""

    words: tuple[str, ...]
    ids: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ids", {word: number for number, word in enumerate(self.words)})

    def __len__(self) -> int:
        return len(self.words)

    def encode(self, sentence: str) -> list[int]:
        """An id for each word, in lower case; words that are not known become [UNK]."""
        return [self.ids.get(word, UNKNOWN) for word in sentence.lower().split()]

    def decode(self, ids: Iterable[int]) -> str:
        return " ".join(self.words[number] for number in ids)


def learn_words(sentences: Sequence[str], most: int) -> Words:
    """The most frequent words, as many as fit beside the special tokens; ties in alphabetical order."""
    counts = Counter(word for sentence in sentences for word in sentence.lower().split())
    ranked = sorted(counts, key=lambda word: (-counts[word], word))
    return Words((*SPECIAL, *ranked[: most - len(SPECIAL)]))
