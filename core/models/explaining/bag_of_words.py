"""A sentence as the bag of words read it: a linear model, whose explanation is exact."""

import re
from collections import Counter
from itertools import pairwise

import torch
from torch import Tensor

from core.base.errors import SentiscopeError
from core.models.bag_of_words import BagOfWordsClassifier
from core.models.explaining.reading import Absent
from core.models.explaining.words import words_of
from core.models.reading.pieces import lowered_spans
from core.models.text_checks import readable
from core.nn.terms import PATTERN, term_weights

_TERM = re.compile(PATTERN)


class BagReading:
    """See Reading. An absent word is left out, so that its neighbours become a pair."""

    def __init__(self, model: BagOfWordsClassifier, sentence: str, absent: Absent | None = None) -> None:
        if absent == "mask":
            raise SentiscopeError("why_no_mask_token", name=model.name)
        self.model, self.sentence, self._model = model.name, sentence, model
        self.absent: Absent = "delete"
        text = readable(sentence)
        spans = lowered_spans(text, _TERM, text.lower())
        self._pieces = _TERM.findall(text.lower())
        self.words = words_of(text, spans, [piece not in model.vocabulary for piece in self._pieces])
        self._word_of = [-1] * len(self._pieces)
        for number, word in enumerate(self.words):
            for piece in word.pieces:
                self._word_of[piece] = number
        self.difference = self._score(self._pieces)

    def game(self, kept: Tensor) -> Tensor:
        """The logit differences (N,) of versions of which only some words are kept (N, P)."""
        numbered = list(zip(self._pieces, self._word_of, strict=True))
        rows = ([piece for piece, word in numbered if row[word]] for row in kept.tolist())
        return torch.tensor([self._score(row) for row in rows])  # (N,)

    def _score(self, pieces: list[str]) -> float:
        """The logit difference of a text that consists of these pieces."""
        model = self._model
        weights = term_weights(" ".join(pieces), model.vocabulary, model.idf)
        return model.intercept + sum(w * model.coefficients[column].item() for column, w in weights.items())

    @property
    def intercept(self) -> float:
        """The logit difference of a text without any known term."""
        return float(self._model.intercept)

    @property
    def coefficients(self) -> Tensor:
        """weight × coefficient of each word (P,), a pair's shared in halves by its two words.

        A term that stands there several times has one weight, which its places share. The sum and the
        intercept make up the logit difference exactly.
        """
        model, pieces = self._model, self._pieces
        weights = term_weights(" ".join(pieces), model.vocabulary, model.idf)
        places: list[tuple[str, tuple[int, ...]]] = [(piece, (i,)) for i, piece in enumerate(pieces)]
        places += [(f"{a} {b}", (i, i + 1)) for i, (a, b) in enumerate(pairwise(pieces))]
        counts = Counter(term for term, _ in places)
        shares = torch.zeros(len(self.words), dtype=torch.float64)  # (P,)
        for term, where in places:
            column = model.vocabulary.get(term)
            if column is not None:
                added = weights[column] * model.coefficients[column].item() / counts[term]
                for place in where:
                    shares[self._word_of[place]] += added / len(where)
        return shares.float()

    @property
    def differentiable(self) -> None:
        return None

    @property
    def attention(self) -> None:
        return None
