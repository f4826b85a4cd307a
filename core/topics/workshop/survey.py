"""Labelled sentences counted before training: labels, lengths, repetitions, phrases and whole sentences."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.data.holdout import Finder, full_sentences
from core.data.labelled import LabelledData, Language, Split
from core.data.overlap import normal


@dataclass(frozen=True, eq=False)
class Counted:
    """One split: how many rows, how many of them positive, and the length of each row (N,).

    Lengths count words, those of Chinese rows characters without blanks.
    """

    rows: int
    positive: int
    lengths: np.ndarray
    labels: np.ndarray

    @property
    def negative(self) -> int:
        return self.rows - self.positive


@dataclass(frozen=True)
class Repeated:
    """A sentence that stands in the training file more than once, and how often with each label."""

    sentence: str
    negative: int
    positive: int

    @property
    def is_contradictory(self) -> bool:
        return bool(self.negative and self.positive)


@dataclass(frozen=True, eq=False)
class Survey:
    """Both splits counted; `full` are the training rows that are part of no longer row."""

    train: Counted
    dev: Counted
    repeated: tuple[Repeated, ...]
    in_both: int  # dev sentences that also stand in the training file
    full: tuple[int, ...]

    @property
    def contradictory(self) -> int:
        """Repeated sentences that carry both labels."""
        return sum(repeated.is_contradictory for repeated in self.repeated)


def survey(data: LabelledData) -> Survey:
    """Count everything once; some seconds for all of SST-2."""
    known = {normal(sentence) for sentence in data.train.sentences}
    return Survey(
        _counted(data.train, data.about.language),
        _counted(data.dev, data.about.language),
        _repeated(data.train),
        sum(normal(sentence) in known for sentence in data.dev.sentences),
        tuple(full_sentences(data.train)),
    )


def _counted(split: Split, language: Language) -> Counted:
    parts = [sentence.split() for sentence in split.sentences]
    lengths = [sum(map(len, words)) if language == "zh" else len(words) for words in parts]
    return Counted(
        len(split),
        sum(split.labels),
        np.array(lengths, dtype=np.int64),
        np.array(split.labels, dtype=np.int64),
    )


def _repeated(split: Split) -> tuple[Repeated, ...]:
    rows = Counter(zip(map(str.strip, split.sentences), split.labels, strict=True))
    times: Counter[str] = Counter()
    for (sentence, _), count in rows.items():
        times[sentence] += count
    more = [sentence for sentence, count in times.most_common() if count > 1]
    return tuple(Repeated(sentence, rows[sentence, 0], rows[sentence, 1]) for sentence in more)


def rows_with(split: Split, text: str) -> list[int]:
    """The rows that contain a text, whatever its case, in file order; all for an empty text."""
    wanted = text.strip().lower()
    return [row for row, sentence in enumerate(split.sentences) if wanted in sentence.lower()]


def positive_among(split: Split, rows: Sequence[int]) -> int:
    """How many of the rows are labelled positive."""
    return sum(split.labels[row] for row in rows)


def phrases_of(split: Split, row: int) -> list[int]:
    """The rows whose words are consecutive words of one row, the longest first; that row is one of them."""
    inside = Finder([split.sentences[row]])
    return longest(split, [row for row, phrase in enumerate(split.sentences) if inside.holds(phrase)])


def parts_of_longer(split: Split, full: Sequence[int], most: int) -> list[tuple[int, int]]:
    """The first `most` rows that stand, word for word, within a longer row, each with the first such row."""
    whole, padded = set(full), {row: _padded(split.sentences[row]) for row in full}
    parts = [row for row in range(len(split)) if row not in whole][:most]
    found = ((row, _first(padded, _padded(split.sentences[row]))) for row in parts)
    return [(row, longer) for row, longer in found if longer is not None]


def _padded(sentence: str) -> str:
    return f" {' '.join(sentence.split())} "


def _first(padded: Mapping[int, str], part: str) -> int | None:
    return next((row for row, sentence in padded.items() if part in sentence and part != sentence), None)


def longest(split: Split, rows: Sequence[int]) -> list[int]:
    """The rows in order of their number of words, the largest first."""
    return sorted(rows, key=lambda row: -len(split.sentences[row].split()))
