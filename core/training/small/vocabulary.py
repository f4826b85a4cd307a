"""Vocabularies of small networks of our own: English is cut at blanks, Chinese into characters."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from core.data.labelled import Language
from core.data.vocabulary import SPECIAL, Vocabulary
from core.training.small.characters import sentence_characters

START, END = range(len(SPECIAL), len(SPECIAL) + 2)
ALL_SPECIAL = (*SPECIAL, "[START]", "[END]")


def sentence_words(sentence: str) -> list[str]:
    """The words of a sentence in lower case; SST-2's are cut by blanks already."""
    return sentence.lower().split()


@dataclass(frozen=True)
class Cut:
    """How a language's sentences become tokens, what stands between these, and how many are read at most."""

    tokens: Callable[[str], list[str]]
    between: str
    most: int


CUTS: Mapping[Language, Cut] = {
    "en": Cut(sentence_words, " ", 30),
    "zh": Cut(sentence_characters, "", 48),
}


def learn_words(
    sentences: Sequence[str], most: int, cut: Callable[[str], list[str]] = sentence_words
) -> Vocabulary:
    """The most frequent tokens, as many as fit beside the special ones; ties in alphabetical order."""
    counts = Counter(word for sentence in sentences for word in cut(sentence))
    ranked = sorted(counts, key=lambda word: (-counts[word], word))
    return Vocabulary((*ALL_SPECIAL, *ranked[: most - len(ALL_SPECIAL)]))
