"""Scoring a Transformer by its tokens: the Rust tokenizer in batches, packed to a budget, for a backend."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.base.errors import SentiscopeError
from core.data.labelled import Language
from core.models.card import languages_of
from core.models.reading.padding import padded
from core.models.reading.windows import RULE, Rule, overlap_of
from core.models.text_checks import MAX_CHARACTERS, readable
from core.models.transformer import TransformerClassifier, no_answer
from core.scoring.apart import answers_of, last_error
from core.scoring.backends.backend import Backend
from core.scoring.backends.sequences import Answer, Row, Sequences, Settling
from core.scoring.engine import Scores, packed

TOKEN_BUDGET = 512  # padded tokens in a batch: enough for a fast matrix product, little enough for the cache
MOST_TEXTS = 256
CHARACTERS_AT_ONCE = 1_000_000  # the tokenizer keeps a hundred bytes a token, also of what is cut off


@dataclass
class Count:
    """Tokens that were read, and positions in batches that they took, padding included."""

    tokens: int = 0
    positions: int = 0

    @property
    def waste(self) -> float:
        """The proportion of positions that was padding, 0 … 1."""
        return 1 - self.tokens / self.positions if self.positions else 0.0


class ByTokens:
    """Scores with a backend that turns token ids into probabilities; see Scorer."""

    def __init__(
        self,
        classifier: TransformerClassifier,
        backend: Backend,
        rule: Rule | None = RULE,
        window: int | None = None,
    ) -> None:
        """A text longer than the `window` (default: the model's) is read in several, joined by the `rule`;
        if None, only in the first.
        """
        self.name, self.backend, self.count, self._rule = classifier.name, backend, Count(), rule
        self._padding, self._vocabulary = classifier.padding, classifier.vocabulary
        self.classes = classifier.classes
        self.error: SentiscopeError | None = None
        self._tokenizer = own_tokenizer(classifier, window, in_windows=rule is not None)
        self._languages = languages_of(classifier.card)

    def batches(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Scores]]:
        """See Scorer. Raises SentiscopeError `text_empty`."""
        read = self.read(texts)
        settling = self.settling(read)
        for batch in packed(map(len, read.rows), MOST_TEXTS, TOKEN_BUDGET):
            settled = settling.settle(batch, self.answers([read.rows[number] for number in batch]))
            if settled[0]:
                yield settled

    def reads(self, text: str) -> tuple[Language, ...]:
        """See Scorer."""
        return self._languages

    def settling(self, read: Sequences) -> Settling:
        """What puts the answers to these sequences together."""
        return Settling(read, self._rule or RULE, self.backend.probability, len(self.classes))

    def answers(self, rows: list[Row]) -> list[Answer | SentiscopeError]:
        """The answer to each row of ids, or why there is none; `error` keeps the last such."""
        answers = answers_of(self._answers, rows)
        self.error = last_error(answers, self.error)
        return answers

    def _answers(self, rows: list[Row]) -> list[Answer]:
        """Of each row of ids. Raises one of NO_ANSWER where the backend can't compute them."""
        self._check(rows)
        ids, mask = padded(rows, self._padding)
        try:
            logits = self.backend.logits(ids, mask)  # (B, C)
            probabilities = self.backend.probability(logits)  # (B,), of other classes (B, C)
        except (SentiscopeError, RuntimeError, IndexError, ValueError) as error:
            raise no_answer(self.name, error) from error
        self.count.tokens += int(mask.sum())
        self.count.positions += mask.size
        return [Answer(*pair) for pair in zip(logits, probabilities.tolist(), strict=True)]

    def _check(self, rows: Sequence[Row]) -> None:
        """Raise `token_without_embedding` where a row has an id that the network does not know."""
        if self._vocabulary is not None and any(row.max(initial=0) >= self._vocabulary for row in rows):
            raise SentiscopeError("token_without_embedding", name=self.name, count=self._vocabulary)

    def read(self, texts: Sequence[str]) -> Sequences:
        """The sequences in which the texts are read, of at most as many ids as the model reads at once."""
        read = Sequences()
        for some in _chunks(texts):
            for text, encoding in zip(some, self._tokenizer.encode_batch_fast(some), strict=True):
                more = encoding.overflowing
                whole = [encoding, *more] if self._rule else [encoding]
                is_cut = len(text) == MAX_CHARACTERS or (not self._rule and bool(more))
                read.add((np.array(one.ids, np.int32) for one in whole), is_cut)
        return read


def _chunks(texts: Sequence[str]) -> Iterator[list[str]]:
    """The texts as a model may read them, in lists of about CHARACTERS_AT_ONCE."""
    some: list[str] = []
    size = 0
    for text in texts:
        some.append(readable(text))
        size += len(text)
        if size > CHARACTERS_AT_ONCE:
            yield some
            some, size = [], 0
    yield some


def own_tokenizer(
    classifier: TransformerClassifier, window: int | None = None, in_windows: bool = False
) -> Any:
    """A copy of the classifier's Rust tokenizer that cuts at a window (default: the model's), never padding.

    What is cut off is in windows of its own (`overflowing`), which overlap where texts are read in them.
    """
    tokenizer = classifier.rust_tokenizer()
    tokenizer.no_padding()
    window = window or classifier.max_tokens
    if in_windows:
        overlap = overlap_of(window - tokenizer.num_special_tokens_to_add(False))
        tokenizer.enable_truncation(window, stride=overlap)
    else:
        tokenizer.enable_truncation(window, direction=classifier.truncation_side)
    return tokenizer
