"""A sentence as a recurrent network read it."""

from functools import cached_property

import torch
from torch import Tensor

from core.data.vocabulary import PAD, UNKNOWN
from core.models.explaining.reading import Absent, Baseline, Differentiable
from core.models.explaining.words import Word, words_of
from core.models.recurrent.classifier import MOST_WORDS, RecurrentClassifier
from core.models.text_checks import readable
from core.nn.batches import length_sorted_batches, pad_rows

ROWS_AT_ONCE = 256
BASELINE: Baseline = "unknown"  # what integrated gradients start from where nothing else is asked for


class RecurrentReading:
    """See Reading. An absent word is left out, or with `mask` an unknown word in its place.

    A text without any word is one unknown word, as everywhere.
    """

    def __init__(self, model: RecurrentClassifier, sentence: str, absent: Absent | None = None) -> None:
        self.model, self.sentence, self._network = model.name, sentence, model.network
        self.absent: Absent = absent or "delete"
        ids, self.words, count = read_words(model, sentence)
        self.ids = torch.tensor(ids)  # (T,)
        self._word_of = torch.zeros(count, dtype=torch.long)  # (T,)
        for number, word in enumerate(self.words):
            self._word_of[list(word.pieces)] = number
        self._known: dict[tuple[int, ...], float] = {}
        self.difference = self.game(torch.ones(1, len(self.words), dtype=torch.bool)).item()

    def game(self, kept: Tensor) -> Tensor:
        """The logit differences (N,) of versions of which only some words are kept (N, P)."""
        rows = [self._version(row) for row in kept[:, self._word_of]]
        new = [row for row in dict.fromkeys(rows) if row not in self._known]
        for numbers in length_sorted_batches([len(row) for row in new], ROWS_AT_ONCE):
            part = [new[number] for number in numbers]
            with torch.inference_mode():
                logits = self._network(*pad_rows(part, PAD)).logits  # (B, 2)
            self._known.update(zip(part, (logits[:, 1] - logits[:, 0]).tolist(), strict=True))
        return torch.tensor([self._known[row] for row in rows])  # (N,)

    def _version(self, kept: Tensor) -> tuple[int, ...]:
        """The ids of a version of which some words are kept (T,)."""
        if self.absent == "mask":
            return tuple(self.ids[: len(kept)].where(kept, UNKNOWN).tolist()) or (UNKNOWN,)
        return tuple(self.ids[: len(kept)][kept].tolist()) or (UNKNOWN,)

    @cached_property
    def differentiable(self) -> Differentiable:
        """The network behind its word vectors."""
        table = self._network.embedding.weight.detach()  # (V, E)
        embeddings = table[self.ids]  # (T, E)
        rows = {BASELINE: table[UNKNOWN], "zero": torch.zeros_like(table[0]), "mean": table.mean(dim=0)}
        baselines = {name: row.expand_as(embeddings) for name, row in rows.items()}
        return Differentiable(self._value, embeddings, baselines)

    def _value(self, vectors: Tensor) -> Tensor:
        logits = self._network.logits_of_vectors(vectors)  # (N, 2)
        return logits[:, 1] - logits[:, 0]

    @property
    def attention(self) -> None:
        return None

    @property
    def coefficients(self) -> None:
        return None


def read_words(model: RecurrentClassifier, sentence: str) -> tuple[list[int], tuple[Word, ...], int]:
    """The ids that the network reads, the words that they stand for, and how many ids stand for a piece.

    The two counts differ where a text without any word is one unknown word. Raises `text_empty`.
    """
    text = readable(sentence)
    ids = model.vocabulary.encode(text, MOST_WORDS)
    spans = model.vocabulary.spans(text)[:MOST_WORDS]
    return ids, words_of(text, spans, [number == UNKNOWN for number in ids]), len(spans)
