"""The sequences of tokens that texts are read in: one each, or several windows of a text that is long.

Windows are rows of batches like any others; a text is settled once all of its windows are.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.base.errors import SentiscopeError
from core.models.reading.windows import Rule, joined
from core.scoring.engine import Scores

Row = NDArray[np.int32]  # the token ids of a sequence, special ones included


@dataclass(frozen=True)
class Answer:
    """What a network says of a sequence: its logits (C,) and the probability of positive they come to.

    Of a model with other classes it is the probability of each.
    """

    logits: NDArray[np.float32]
    probability: float | list[float]


@dataclass
class Sequences:
    """Texts as sequences, a text's own side by side in their order.

    `texts` says for each sequence whose it is; `cut` of each text whether some of it is in none.
    """

    rows: list[Row] = field(default_factory=list)
    texts: list[int] = field(default_factory=list)
    cut: list[bool] = field(default_factory=list)

    def add(self, rows: Iterable[Row], is_cut: bool) -> None:
        """Add the next text."""
        for row in rows:
            self.rows.append(row)
            self.texts.append(len(self.cut))
        self.cut.append(is_cut)

    def windows(self) -> NDArray[np.int64]:
        """How many sequences each text has."""
        return np.bincount(self.texts, minlength=len(self.cut))

    def firsts(self) -> NDArray[np.int64]:
        """Which is the first sequence of each text."""
        counts = self.windows()
        return np.cumsum(counts) - counts


class Settling:
    """Answers to sequences in any order, given out as scores of texts."""

    def __init__(
        self,
        read: Sequences,
        rule: Rule,
        probability: Callable[[NDArray[Any]], NDArray[np.float32]],
        classes: int = 0,
    ) -> None:
        """`probability` turns logits (B, 2) into that of positive (B,), or (B, C) into that of each of so
        many other `classes`.
        """
        self._none: float | list[float] = [float("nan")] * classes or float("nan")
        self._read, self._rule, self._probability = read, rule, probability
        self._windows, self._firsts = read.windows(), read.firsts()
        self._answers: list[Answer | SentiscopeError | None] = [None] * len(read.rows)
        self._missing = self._windows.copy()

    def settle(
        self, numbers: Sequence[int], answers: Sequence[Answer | SentiscopeError]
    ) -> tuple[list[int], Scores]:
        """Take the answers to sequences by number; gives the texts that they settle, and their scores."""
        done: list[int] = []
        for number, answer in zip(numbers, answers, strict=True):
            text = self._read.texts[number]
            self._answers[number] = answer
            self._missing[text] -= 1
            if not self._missing[text]:
                done.append(text)
        found = np.array([self._of(text) for text in done], np.float32)
        cut = np.array([self._read.cut[text] for text in done], np.bool_)
        return done, Scores(found, cut, windows=self._windows[done])

    def _of(self, text: int) -> float | list[float]:
        """The probability of a text, NaN where one of its sequences got no answer."""
        numbers = range(self._firsts[text], self._firsts[text] + self._windows[text])
        answers = [self._answers[number] for number in numbers]
        known = [answer for answer in answers if isinstance(answer, Answer)]
        if len(known) < len(answers):
            return self._none
        if len(known) == 1:
            return known[0].probability
        for number in numbers:
            self._answers[number] = None
        lengths = [len(self._read.rows[number]) for number in numbers]
        logits = joined(np.stack([answer.logits for answer in known]), lengths, self._rule)  # (C,)
        told: float | list[float] = self._probability(logits[None])[0].tolist()
        return told
