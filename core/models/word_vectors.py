"""Words with one fixed vector each: GloVe's 400,000, or a BERT's own table of pieces."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from core.base.errors import SentiscopeError
from core.data.language import is_chinese
from core.models.locate import locate
from core.models.reading.pieces import BLANK

if TYPE_CHECKING:
    from core.models.bert.weights import OpenedModel

GLOVE = "glove"
VECTORS, INDEX = "glove_6B_50d_emb.npy", "glove_6B_index.parquet"
TINY = 1e-8  # stands for the length of a vector of zeros
LONGEST_SPELLING = 24


@dataclass(frozen=True)
class Neighbour:
    """A word, its row, and its cosine with the query's vector."""

    word: str
    row: int
    cosine: float


@dataclass(frozen=True, eq=False)
class WordVectors:
    """V words, the commonest first, and their vectors (V × D, float32, never written to)."""

    words: Sequence[str]
    vectors: np.ndarray

    @cached_property
    def rows(self) -> dict[str, int]:
        """The row of each word."""
        return {word: row for row, word in enumerate(self.words)}

    @cached_property
    def scales(self) -> np.ndarray:
        """1 / length of each vector, (V,)."""
        lengths = np.sqrt(np.einsum("vd,vd->v", self.vectors, self.vectors))
        return 1 / np.maximum(lengths, TINY)

    def row(self, word: str) -> int | None:
        """The row of a word as typed, in lower case where only that is known.

        A table of SentencePieces has Chinese words as they are, others behind the mark of a blank.
        """
        word = word.strip()
        marks = ("", BLANK) if is_chinese(word) else (BLANK, "")
        spellings = (mark + written for written in (word, word.lower()) for mark in marks)
        return next((self.rows[spelling] for spelling in spellings if spelling in self.rows), None)

    def nearest(self, query: np.ndarray, count: int, excluded: Iterable[int] = ()) -> list[Neighbour]:
        """The `count` words whose cosine with a query (D,) is highest, best first. Every row is looked at."""
        similarity = self.vectors @ query.astype(np.float32)  # (V,)
        similarity *= self.scales / np.float32(max(float(np.linalg.norm(query)), TINY))
        left_out = list(excluded)
        similarity[left_out] = -np.inf
        count = min(count, len(similarity) - len(set(left_out)))
        best = np.argpartition(similarity, -count)[-count:] if count > 0 else np.empty(0, np.int64)
        best = best[np.argsort(-similarity[best], kind="stable")]
        return [Neighbour(self.words[row], int(row), float(similarity[row])) for row in best]

    def arithmetic(self, plus: Sequence[str], minus: Sequence[str], count: int) -> list[Neighbour]:
        """The words nearest to a sum less another; those that were typed are no answer.

        Raises SentiscopeError `word_unknown` or `words_none`.
        """
        added, taken = ([self.known(word) for word in words] for words in (plus, minus))
        if not added and not taken:
            raise SentiscopeError("words_none")
        query = self.vectors[added].sum(0) - self.vectors[taken].sum(0)
        return self.nearest(query, count, {*added, *taken})

    def known(self, word: str) -> int:
        """The row of a word. Raises SentiscopeError `word_unknown`, with close spellings if any."""
        row = self.row(word)
        if row is not None:
            return row
        close = ", ".join(self.close_spellings(word))
        short = word.strip()[:40]
        if close:
            raise SentiscopeError("word_unknown", word=short, close=close)
        raise SentiscopeError("word_unknown_at_all", word=short)

    def close_spellings(self, word: str, count: int = 4) -> list[str]:
        """Other known words one letter away, else two; the commonest first.

        Away is a deletion, insertion or replacement, or a swap of neighbours: the optimal string alignment
        distance. Only words of 2 to `LONGEST_SPELLING` ASCII letters are looked for.
        """
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        word = word.strip().lower()
        if not word.isascii() or not 1 < len(word) <= LONGEST_SPELLING:
            return []
        found = process.extract(word, self.words, scorer=OSA.distance, score_cutoff=2, limit=None)
        distances = {row: distance for _, distance, row in found if distance > 0}
        nearest = min(distances.values(), default=0)
        return [self.words[row] for row in sorted(distances) if distances[row] == nearest][:count]


def load_glove() -> WordVectors:
    """GloVe 6B with 50 dimensions, memory-mapped. Raises SentiscopeError where it is not on this machine.

    Source: Pennington et al. 2014.
    """
    import pyarrow.parquet

    folder = locate(GLOVE).folder
    try:
        vectors = np.load(folder / VECTORS, mmap_mode="r", allow_pickle=False)
        words = pyarrow.parquet.read_table(folder / INDEX).column(0).to_pylist()
    except (OSError, ValueError) as error:
        raise SentiscopeError("weights_unreadable", folder=folder.name) from error
    return WordVectors(words, vectors)


def wordpiece_vectors(opened: "OpenedModel") -> WordVectors:
    """A BERT's own table: one vector for each piece, before any layer has read anything."""
    table = opened.weights["bert.embeddings.word_embeddings.weight"].numpy()
    return WordVectors(opened.tokenizer.convert_ids_to_tokens(list(range(len(table)))), table)


def expression(text: str) -> tuple[list[str], list[str]]:
    """The words that are added and those taken away in a text such as `king - man + woman`.

    A hyphen inside a word belongs to the word.
    """
    added: list[str] = []
    taken: list[str] = []
    minus = False
    for piece in re.sub("[−–]", "-", text).replace("+", " + ").split():
        minus = (minus and piece[0] not in "+-") or piece[0] == "-"
        if word := piece.lstrip("+-"):
            (taken if minus else added).append(word)
            minus = False
    return added, taken
