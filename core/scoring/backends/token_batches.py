"""Scoring a Transformer by its tokens: the Rust tokenizer in batches, packed to a budget, for a backend."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.base.errors import SentiscopeError
from core.data.labelled import Language
from core.models.card import languages_of
from core.models.text_checks import MAX_CHARACTERS, readable
from core.models.transformer import TransformerClassifier, no_answer
from core.scoring.apart import answers_of, last_error
from core.scoring.backends.backend import Backend
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

    def __init__(self, classifier: TransformerClassifier, backend: Backend) -> None:
        self.name, self.backend, self.count = classifier.name, backend, Count()
        self._padding, self._vocabulary = classifier.padding, classifier.vocabulary
        self.error: SentiscopeError | None = None
        self._tokenizer = own_tokenizer(classifier)
        self._languages = languages_of(classifier.card)

    def batches(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Scores]]:
        """See Scorer. Raises SentiscopeError `text_empty`."""
        rows, cut = self.tokens(texts)
        for batch in packed(map(len, rows), MOST_TEXTS, TOKEN_BUDGET):
            answers = answers_of(self._probabilities, [rows[index] for index in batch])
            self.error = last_error(answers, self.error)
            found = [np.nan if isinstance(answer, SentiscopeError) else answer for answer in answers]
            yield batch, Scores(np.array(found, np.float32), cut[batch])

    def reads(self, text: str) -> tuple[Language, ...]:
        """See Scorer."""
        return self._languages

    def _probabilities(self, rows: list[NDArray[np.int32]]) -> NDArray[np.float32]:
        """Of each row of ids, (B,). Raises one of NO_ANSWER where the backend can't compute them."""
        self._check(rows)
        ids, mask = padded(rows, self._padding)
        try:
            probabilities = self.backend.probabilities(ids, mask)
        except (SentiscopeError, RuntimeError, IndexError, ValueError) as error:
            raise no_answer(self.name, error) from error
        self.count.tokens += int(mask.sum())
        self.count.positions += mask.size
        return probabilities

    def _check(self, rows: Sequence[NDArray[np.int32]]) -> None:
        """Raise `token_without_embedding` where a row has an id that the network does not know."""
        if self._vocabulary is not None and any(row.max(initial=0) >= self._vocabulary for row in rows):
            raise SentiscopeError("token_without_embedding", name=self.name, count=self._vocabulary)

    def tokens(self, texts: Sequence[str]) -> tuple[list[NDArray[np.int32]], NDArray[np.bool_]]:
        """Each text's ids, at most as many as the model reads, and whether some were left out."""
        rows: list[NDArray[np.int32]] = []
        cut: list[bool] = []
        for some in _chunks(texts):
            for text, encoding in zip(some, self._tokenizer.encode_batch_fast(some), strict=True):
                rows.append(np.array(encoding.ids, np.int32))
                cut.append(bool(encoding.overflowing) or len(text) == MAX_CHARACTERS)
        return rows, np.array(cut, np.bool_)


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


def own_tokenizer(classifier: TransformerClassifier) -> Any:
    """A copy of the classifier's Rust tokenizer that cuts at the model's window and never pads."""
    tokenizer = classifier.rust_tokenizer()
    tokenizer.no_padding()
    tokenizer.enable_truncation(classifier.max_tokens, direction=classifier.truncation_side)
    return tokenizer


def padded(rows: Sequence[NDArray[np.int32]], padding: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows of ids filled up to the longest, (B, T), and the mask that is 0 at padding, (B, T)."""
    lengths = np.array([len(row) for row in rows])  # (B,)
    mask = (np.arange(lengths.max()) < lengths[:, None]).astype(np.int64)  # (B, T)
    ids = np.full(mask.shape, padding, np.int64)  # (B, T)
    ids[mask == 1] = np.concatenate(rows)
    return ids, mask
