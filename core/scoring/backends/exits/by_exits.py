"""Scoring a Transformer by its tokens, where each text leaves at the first exit that is sure of it.

Those that stay are put together anew before each stage: texts of several batches, which still are of like
length, fill one again. A text that never leaves gets the verdict that it gets without exits.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.base.errors import SentiscopeError
from core.models.reading.padding import padded
from core.models.reading.windows import RULE, Rule
from core.models.transformer import TransformerClassifier
from core.scoring.backends.backend import INT8, Backend
from core.scoring.backends.backends import open_backend
from core.scoring.backends.exits.heads import Exits, features, length_of
from core.scoring.backends.exits.stages import Array, Stages
from core.scoring.backends.onnx_backend import probability_of
from core.scoring.backends.sequences import Answer, Row
from core.scoring.backends.token_batches import MOST_TEXTS, TOKEN_BUDGET, ByTokens
from core.scoring.engine import Scores, packed

# Sequences by number, and what the network says of each.
Answers = tuple[list[int], Sequence[Answer | SentiscopeError]]


@dataclass(frozen=True)
class _Staying:
    """A sequence on its way: its index, and its hidden states (T, D) behind the last stage."""

    index: int
    x: Array


class ByExits(ByTokens):
    """Scores with a network in stages; see Scorer. `left` counts the texts that left at each exit, and at
    the end.
    """

    def __init__(
        self,
        classifier: TransformerClassifier,
        backend: Backend,
        stages: Stages,
        exits: Exits,
        rule: Rule | None = RULE,
    ) -> None:
        """`backend` computes rows that the stages fail on, one by one; `rule` as for ByTokens."""
        super().__init__(classifier, backend, rule)
        self._stages, self._heads, self._positive = stages, exits.heads, classifier.positive
        self._opens = np.any([head.opens(backend.name) for head in exits.heads], axis=0)  # (3,)
        self.left = [0] * (len(exits.heads) + 1)

    def batches(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Scores]]:
        """See Scorer. Raises SentiscopeError `text_empty`."""
        read = self.read(texts)
        settling = self.settling(read)
        for batch, answers in self._through(read.rows):
            settled = settling.settle(batch, answers)
            if settled[0]:
                yield settled

    def _through(self, rows: list[Row]) -> Iterator[Answers]:
        """The answers to all rows, as they leave the network."""
        waiting: list[list[_Staying]] = [[] for _ in self._heads]  # before each stage but the first
        for batch in packed(map(len, rows), MOST_TEXTS, TOKEN_BUDGET):
            if not self._opens[length_of(np.array([len(rows[index]) for index in batch]))].any():
                self.left[-1] += len(batch)  # no exit is for texts of such lengths: all at once is faster
                yield batch, self.answers([rows[index] for index in batch])
                continue
            yield from self._stage(0, batch, rows, waiting)
            for stage in range(1, len(self._heads) + 1):
                while _is_full(waiting[stage - 1]):
                    yield from self._next(stage, rows, waiting)
        for stage in range(1, len(self._heads) + 1):
            while waiting[stage - 1]:
                yield from self._next(stage, rows, waiting)

    def _next(self, stage: int, rows: list[Row], waiting: Any) -> Iterator[Answers]:
        """Run a stage for as many of those that wait for it as fill a batch."""
        lengths = [len(each.x) for each in waiting[stage - 1]]  # ascending
        count = next((n for n in range(1, len(lengths)) if _overflows(lengths[: n + 1])), len(lengths))
        group, waiting[stage - 1] = waiting[stage - 1][:count], waiting[stage - 1][count:]
        return self._stage(stage, group, rows, waiting)

    def _stage(self, stage: int, group: list[Any], rows: list[Row], waiting: Any) -> Iterator[Answers]:
        """The verdicts of those that leave behind a stage; the others wait for the next."""
        indices = [each.index if stage else each for each in group]
        try:
            said, probabilities, states = self._computed(stage, group, [rows[index] for index in indices])
        except (SentiscopeError, RuntimeError, IndexError, ValueError):
            yield indices, self.answers([rows[index] for index in indices])
            return
        leaving = ~np.isnan(probabilities)
        self.left[stage] += int(leaving.sum())
        for place in np.flatnonzero(~leaving):
            waiting[stage].append(_Staying(indices[place], states[place]))
        if leaving.any():
            gone = np.flatnonzero(leaving).tolist()
            answers = [Answer(said[place], float(probabilities[place])) for place in gone]
            yield [indices[place] for place in gone], answers

    def _computed(self, stage: int, group: list[Any], rows: list[Row]) -> tuple[Array, Array, list[Array]]:
        """The logits (B, 2) and probabilities (B,) behind a stage, NaN where a row stays; the hidden states
        of each.
        """
        ids, mask = padded(rows, self._padding)
        if stage == 0:
            self._check(rows)
            x: NDArray[Any] = ids
        else:
            x = np.zeros((*ids.shape, group[0].x.shape[1]), np.float32)  # (B, T, D)
            for place, each in enumerate(group):
                x[place, : len(each.x)] = each.x
        self._count(mask, stage)
        if stage == len(self._heads):
            logits = self._stages.last(x, mask)  # (B, 2)
            if np.isnan(logits).any():
                raise ValueError("no number")
            return logits, self.backend.probability(logits), []
        states, lengths = self._stages.hidden(stage, x, mask), mask.sum(axis=1)
        log_odds = self._heads[stage].log_odds(features(states, lengths))  # (B,)
        leaving = self._heads[stage].may_leave(log_odds, lengths, self.backend.name)
        mended = self._heads[stage].mended(log_odds, lengths)
        probabilities = np.where(leaving, 1 / (1 + np.exp(-mended)), np.nan).astype(np.float32)
        logits = np.zeros((len(log_odds), 2), np.float32)
        logits[:, self._positive] = mended
        staying = [states[place, :length].copy() for place, length in enumerate(lengths)]
        return logits, probabilities, staying

    def _count(self, mask: NDArray[np.int64], stage: int) -> None:
        if stage == 0:
            self.count.tokens += int(mask.sum())
            self.count.positions += mask.size


def open_by_exits(
    classifier: TransformerClassifier, name: str, exits: Exits, threads: int, rule: Rule | None = RULE
) -> ByExits:
    """A scorer with exits that computes by a backend. Errors: those of `open_stages`."""
    stages = open_stages(name, classifier, threads, [head.after for head in exits.heads])
    whole = _WhenAsked(classifier, threads) if name == INT8 else open_backend(name, classifier, threads)
    return ByExits(classifier, whole, stages, exits, rule)


class _WhenAsked:
    """The backend in int8, opened for the first row that the stages fail on: mostly never."""

    name = INT8

    def __init__(self, classifier: TransformerClassifier, threads: int) -> None:
        self._positive = classifier.positive
        self._open = cache(lambda: open_backend(INT8, classifier, threads))

    def logits(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> Array:
        """See Backend."""
        return self._open().logits(ids, mask)

    def probability(self, logits: Array) -> Array:
        """See Backend."""
        return probability_of(logits, self._positive)


def open_stages(name: str, classifier: TransformerClassifier, threads: int, after: Sequence[int]) -> Stages:
    """The stages of a backend by its name. Errors: `not_a_bert`, `backend_missing`."""
    if name == INT8:
        from core.scoring.backends.exits.onnx_stages import OnnxStages

        return OnnxStages(classifier, threads, after)
    from core.scoring.backends.exits.torch_stages import TorchStages  # needs torch

    return TorchStages(classifier, name, threads, after)


def _overflows(lengths: Sequence[int]) -> bool:
    """Whether texts of these ascending lengths are more than a batch."""
    return len(lengths) > MOST_TEXTS or len(lengths) * lengths[-1] > TOKEN_BUDGET


def _is_full(waiting: Sequence[_Staying]) -> bool:
    """Whether a batch can be made that another text would not fit in."""
    return bool(waiting) and _overflows([len(each.x) for each in waiting] + [len(waiting[-1].x)])
