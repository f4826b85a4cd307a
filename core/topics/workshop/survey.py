"""What there is to know of labelled sentences before anything learns from them."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from core.data.holdout import Finder, full_sentences
from core.data.labelled import LabelledData, Split
from core.data.overlap import normal


@dataclass(frozen=True, eq=False)
class Counted:
    """One split: how many rows, how many of them positive, and the words of each row (N,)."""

    rows: int
    positive: int
    words: np.ndarray
    labels: np.ndarray


@dataclass(frozen=True)
class Repeated:
    """A sentence that stands in the training file more than once, and how often with each label."""

    sentence: str
    negative: int
    positive: int


@dataclass(frozen=True, eq=False)
class Survey:
    """Both splits counted; `full` are the training rows that are part of no longer row."""

    train: Counted
    dev: Counted
    repeated: tuple[Repeated, ...]
    in_both: int  # dev sentences that also stand in the training file
    full: tuple[int, ...]


def survey(data: LabelledData) -> Survey:
    """Count everything once; some seconds for all of SST-2."""
    known = {normal(sentence) for sentence in data.train.sentences}
    return Survey(
        _counted(data.train),
        _counted(data.dev),
        _repeated(data.train),
        sum(normal(sentence) in known for sentence in data.dev.sentences),
        tuple(full_sentences(data.train)),
    )


def _counted(split: Split) -> Counted:
    words = np.array([len(sentence.split()) for sentence in split.sentences], dtype=np.int64)
    return Counted(len(split), sum(split.labels), words, np.array(split.labels, dtype=np.int64))


def _repeated(split: Split) -> tuple[Repeated, ...]:
    rows = Counter(zip(map(str.strip, split.sentences), split.labels, strict=True))
    times: Counter[str] = Counter()
    for (sentence, _), count in rows.items():
        times[sentence] += count
    more = [sentence for sentence, count in times.most_common() if count > 1]
    return tuple(Repeated(sentence, rows[sentence, 0], rows[sentence, 1]) for sentence in more)


def found(split: Split, text: str) -> list[int]:
    """The rows that contain a text, whatever its case, in file order; all for an empty text."""
    wanted = text.strip().lower()
    return [number for number, sentence in enumerate(split.sentences) if wanted in sentence.lower()]


def phrases_of(split: Split, row: int) -> list[int]:
    """The rows whose words stand in a row in the given one, the longest first, itself among them."""
    inside = Finder([split.sentences[row]])
    rows = [number for number, phrase in enumerate(split.sentences) if inside.holds(phrase)]
    return sorted(rows, key=lambda number: -len(split.sentences[number].split()))
