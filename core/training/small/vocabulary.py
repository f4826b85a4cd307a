"""Vocabularies of small networks of our own: SST-2's sentences are cut into words by blanks already."""

from collections import Counter
from collections.abc import Sequence

from core.data.vocabulary import SPECIAL, Vocabulary

START, END = range(len(SPECIAL), len(SPECIAL) + 2)
ALL_SPECIAL = (*SPECIAL, "[START]", "[END]")


def sentence_words(sentence: str) -> list[str]:
    """The words of a sentence in lower case."""
    return sentence.lower().split()


def learn_words(sentences: Sequence[str], most: int) -> Vocabulary:
    """The most frequent words, as many as fit beside the special tokens; ties in alphabetical order."""
    counts = Counter(word for sentence in sentences for word in sentence_words(sentence))
    ranked = sorted(counts, key=lambda word: (-counts[word], word))
    return Vocabulary((*ALL_SPECIAL, *ranked[: most - len(ALL_SPECIAL)]))
