"""Texts in, probabilities out, in the same order: how texts are packed into batches.

Texts of like length share a batch, so that little of it is padding, and a text that comes twice is
read unique. How a batch is read is a scorer's business: by tokens through a backend
(`backends/token_batches.py`), or through any classifier's own `classify`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from core.base.errors import SentiscopeError
from core.data.labelled import Language
from core.models.card import languages_of
from core.models.prediction import Classifier, Prediction
from core.scoring.apart import answers_of, last_error

# Texts of a batch and their probabilities (NaN: none) to the words that speak for each verdict, in one cell.
Reasons = Callable[[list[str], NDArray[np.float32]], list[str]]
MOST_TEXTS = 32
# Padded size of a batch in characters: 32 texts of 256, or 4 of what fills a BERT's window. A Chinese
# character can be a token, so this also bounds the memory of attention.
MOST_CHARACTERS = 8_192


@dataclass(frozen=True)
class Scores:
    """For each text, its probability of being positive, (N,) float32, and whether only its start was read.

    Of a model with other classes it is that of each class, (N, C). It is NaN where the model gave no answer.
    `because` are the cells of that column, None where nobody asked; `windows` says in how many
    windows each was read (None: each in one).
    """

    probability: NDArray[np.float32]
    cut: NDArray[np.bool_]
    because: list[str] | None = None
    windows: NDArray[np.int64] | None = None


class Scorer(Protocol):
    """Reads texts in batches of its own choosing; `error` says why it had no answer to the last such text.

    `classes` are those of its model, none where they are negative and positive.
    """

    name: str
    classes: tuple[str, ...]

    @property
    def error(self) -> SentiscopeError | None: ...

    def batches(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Scores]]:
        """Batch by batch, the indices of the texts it settled and their scores; every text unique."""
        ...

    def reads(self, text: str) -> tuple[Language, ...]:
        """The languages of the model that reads this text; none where they are not known."""
        ...


class PlainScorer:
    """Scores through a classifier's own `classify`, texts of like length together."""

    def __init__(self, classifier: Classifier, is_whole: bool = True) -> None:
        """Unless `is_whole`, only the first window is read of a text that is longer than the model's."""
        self.name, self._classify = classifier.name, classifier.classify
        if not is_whole:
            self._classify = getattr(classifier, "classify_start", classifier.classify)
        self.classes: tuple[str, ...] = getattr(classifier, "classes", ())
        self.error: SentiscopeError | None = None
        self._languages = languages_of(getattr(classifier, "card", {}))

    def batches(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Scores]]:
        """See Scorer."""
        for batch in packed([len(text) for text in texts], MOST_TEXTS, MOST_CHARACTERS):
            answers = answers_of(self._classify, [texts[index] for index in batch])
            self.error = last_error(answers, self.error)
            found = [None if isinstance(answer, SentiscopeError) else answer for answer in answers]
            probability = [self._none if answer is None else self._told(answer) for answer in found]
            cut = [answer is not None and _is_cut(answer) for answer in found]
            windows = [1 if answer is None else answer.windows for answer in found]
            scores = np.array(probability, np.float32), np.array(cut, np.bool_)
            yield batch, Scores(*scores, windows=np.array(windows, np.int64))

    def reads(self, text: str) -> tuple[Language, ...]:
        """See Scorer."""
        return self._languages

    @property
    def _none(self) -> float | tuple[float, ...]:
        return (np.nan,) * len(self.classes) or np.nan

    def _told(self, answer: Any) -> float | tuple[float, ...]:
        told: float | tuple[float, ...] = answer.probabilities if self.classes else answer.probability
        return told


def _ignore_count(count: int) -> None:
    """The default for `scored`: does nothing."""


def score_texts(
    scorer: Scorer,
    texts: Sequence[str],
    scored: Callable[[int], object] = _ignore_count,
    may_fail: bool = False,
    because: Reasons | None = None,
) -> Scores:
    """Score all texts; `scored` is called after each batch with the number of texts that it settled.

    `because` is asked for the reasons of each batch.

    Errors: `text_empty` for a blank text; `scoring_not_a_number` for one without an answer, unless they
    `may_fail`.
    """
    numbers: dict[str, int] = {}
    of_row = np.fromiter((numbers.setdefault(text, len(numbers)) for text in texts), np.int64, len(texts))
    unique, rows = list(numbers), np.bincount(of_row, minlength=len(numbers))  # and how many rows hold each
    shape = (len(unique), len(scorer.classes)) if scorer.classes else (len(unique),)
    probability, cut = np.empty(shape, np.float32), np.zeros(len(unique), np.bool_)
    windows, reasons = np.ones(len(unique), np.int64), [""] * len(unique)
    for batch, found in scorer.batches(unique):
        if not may_fail and np.isnan(found.probability).any():
            raise SentiscopeError("scoring_not_a_number", name=scorer.name)
        probability[batch], cut[batch] = found.probability, found.cut
        if found.windows is not None:
            windows[batch] = found.windows
        if because is not None:
            cells = because([unique[index] for index in batch], found.probability)
            for index, cell in zip(batch, cells, strict=True):
                reasons[index] = cell
        scored(int(rows[batch].sum()))
    told = None if because is None else [reasons[number] for number in of_row]
    return Scores(probability[of_row], cut[of_row], told, windows[of_row])


def packed(lengths: Iterable[int], most: int, budget: int) -> Iterator[list[int]]:
    """Indices by length, at most `most` in a batch and padded to at most `budget` together.

    A text longer than the budget is a batch of its own.
    """
    batch: list[int] = []
    for length, index in sorted((length, index) for index, length in enumerate(lengths)):
        padded = (len(batch) + 1) * length  # this one is the longest so far
        if batch and (len(batch) == most or padded > budget):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _is_cut(prediction: Prediction) -> bool:
    return prediction.cut > 0 or "note_characters_cut" in prediction.notes
