"""Texts in, probabilities out, in the same order: the one place that knows how work is packed.

Texts of like length share a batch, so that little of it is padding, and a text that comes twice is
read once. Everything else in `core.scoring` calls `score_texts` only, so a faster engine fits in here.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import SentiscopeError
from core.models.verdict import Classifier, Verdict

MOST_TEXTS = 32
# Padded size of a batch in characters: 32 texts of 256, or 4 of what fills a BERT's window. A Chinese
# character can be a token, so this also bounds the memory of attention.
MOST_CHARACTERS = 8_192


@dataclass(frozen=True)
class Scores:
    """For each text, its probability of being positive (float32) and whether only its start was read."""

    probability: NDArray[np.float32]
    cut: NDArray[np.bool_]


def _unwatched(count: int) -> None:
    """Nobody wants to know how far the scoring is."""


def score_texts(
    classifier: Classifier, texts: Sequence[str], scored: Callable[[int], None] = _unwatched
) -> Scores:
    """Score all texts; `scored` is told after each batch how many of them it settled.

    Errors: `text_empty` for a blank text, `scoring_not_a_number` for a model that answers NaN.
    """
    places: dict[str, list[int]] = {}
    for index, text in enumerate(texts):
        places.setdefault(text, []).append(index)
    scores = Scores(np.empty(len(texts), np.float32), np.zeros(len(texts), np.bool_))
    for batch in batches(places):
        for text, verdict in zip(batch, classifier.classify(batch), strict=True):
            if np.isnan(verdict.probability):
                raise SentiscopeError("scoring_not_a_number", name=classifier.name)
            scores.probability[places[text]] = verdict.probability
            scores.cut[places[text]] = _is_cut(verdict)
        scored(sum(len(places[text]) for text in batch))
    return scores


def batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """The texts by length, at most MOST_TEXTS and padded to at most MOST_CHARACTERS together.

    A text longer than that is a batch of its own.
    """
    batch: list[str] = []
    for text in sorted(texts, key=len):
        padded = (len(batch) + 1) * len(text)  # this one is the longest so far
        if batch and (len(batch) == MOST_TEXTS or padded > MOST_CHARACTERS):
            yield batch
            batch = []
        batch.append(text)
    if batch:
        yield batch


def _is_cut(verdict: Verdict) -> bool:
    return verdict.cut > 0 or "note_characters_cut" in verdict.notes
