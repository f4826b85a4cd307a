"""Sentences held out of SST-2's training phrases, so that recipes can be chosen without looking at dev.

The training file lists full sentences and the phrases they were cut into. A sentence is held out
with every phrase that is part of it; otherwise its fragments would give its label away.
"""

import random
from collections import Counter, defaultdict
from dataclasses import replace

from core.base.errors import SentiscopeError
from core.data.labelled import LabelledData, Split
from core.data.overlap import clean

SEED = 42  # the same sentences whatever a run's own seed, so that runs can be compared


def hold_out(data: LabelledData, sentences: int, seed: int = SEED) -> LabelledData:
    """The same data with `sentences` full sentences as dev, drawn by `seed`, and no part of them in train.

    Raises SentiscopeError if there are not enough full sentences to leave some for training.
    """
    full = full_sentences(data.train)
    if not 0 < sentences < len(full):
        raise SentiscopeError("data_holdout", sentences=sentences, most=len(full) - 1)
    drawn = sorted(random.Random(seed).sample(full, sentences))
    inside = Finder([data.train.sentences[number] for number in drawn])
    train_rows = [n for n, phrase in enumerate(data.train.sentences) if not inside.holds(phrase)]
    return replace(data, train=data.train.rows(train_rows), dev=data.train.rows(drawn), held_out=sentences)


def prepared(data: LabelledData, held_out: int = 0) -> LabelledData:
    """The data of a run, evaluated on dev or on `held_out` training sentences, none of which is in train.

    Raises SentiscopeError as `hold_out` does.
    """
    return clean(hold_out(data, held_out) if held_out else data)


def full_sentences(train: Split) -> list[int]:
    """The rows that are part of no longer row (and no earlier equal one), in file order."""
    longest_first = sorted(range(len(train)), key=lambda n: (-len(train.sentences[n].split()), n))
    longer = Finder([])
    rows = []
    for number in longest_first:
        if not longer.holds(train.sentences[number]):
            longer.add(train.sentences[number])
            rows.append(number)
    return sorted(rows)


class Finder:
    """Finds phrases inside sentences, word by word: "a film" is in "a film ." but not in "a films"."""

    def __init__(self, sentences: list[str]) -> None:
        self._with_word: defaultdict[str, list[str]] = defaultdict(list)
        self._counts: Counter[str] = Counter()
        for sentence in sentences:
            self.add(sentence)

    def add(self, sentence: str) -> None:
        """Add a sentence to search in."""
        words = sentence.split()
        padded = f" {' '.join(words)} "
        for word in set(words):
            self._with_word[word].append(padded)
            self._counts[word] += 1

    def holds(self, phrase: str) -> bool:
        """True if a sentence contains all words of the phrase in a row."""
        words = phrase.split()
        if not words:
            return True
        rarest = min(words, key=self._counts.__getitem__)
        padded = f" {' '.join(words)} "
        return any(padded in sentence for sentence in self._with_word.get(rarest, ()))
