"""One word2vec training that can be stepped: on the page a batch at a time, in the shell for epochs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.base.errors import SentiscopeError
from core.jobs.cli import option
from core.topics.word2vec.concept import (
    Vocabulary,
    add_rows,
    cbow_examples,
    noise,
    sampled_rows,
    skipgram_examples,
    softmax_rows,
    vocabulary,
)

Model = Literal["cbow", "skipgram"]
Loss = Literal["softmax", "sampling"]
MODELS: tuple[Model, ...] = ("cbow", "skipgram")
LOSSES: tuple[Loss, ...] = ("softmax", "sampling")
FEWEST_WORDS = 3  # different ones; with fewer there is nothing to guess


@dataclass(frozen=True)
class Settings:
    """What a training is made with. `rate` is per example, as in word2vec; the batch's changes add up."""

    model: Model = option("skipgram", "what is predicted from what")
    loss: Loss = option("sampling", "how a word is told from others")
    width: int = option(16, "numbers a vector")
    window: int = option(2, "words to either side")
    negatives: int = option(5, "drawn for each right word")
    rate: float = option(0.05, "learning rate per example, at the start")
    batch: int = option(64, "examples a step")
    least: int = option(1, "occurrences of a word that is learned")
    seed: int = option(42, "of first vectors, order and draws")


class Word2VecRun:
    """A corpus's vocabulary, its examples in shuffled order, and the two matrices being learned."""

    def __init__(self, sentences: Sequence[Sequence[str]], settings: Settings) -> None:
        """Raises SentiscopeError `corpus_empty` or `corpus_too_few_words`."""
        self.settings = settings
        self.vocabulary: Vocabulary = vocabulary(sentences, settings.least)
        V = len(self.vocabulary.words)
        if not V:
            raise SentiscopeError("corpus_empty")
        if V < FEWEST_WORDS:
            raise SentiscopeError("corpus_too_few_words", words=V, fewest=FEWEST_WORDS)
        number = {word: index for index, word in enumerate(self.vocabulary.words)}
        self.ids = [[number[word] for word in sentence if word in number] for sentence in sentences]
        make = cbow_examples if settings.model == "cbow" else skipgram_examples
        self.inputs, self.targets = make(self.ids, settings.window)  # (P, C), (P,)
        if not len(self.targets):
            raise SentiscopeError("corpus_too_few_words", words=V, fewest=FEWEST_WORDS)
        self.generator = torch.Generator().manual_seed(settings.seed)
        # As in word2vec's own program: small random input vectors, and output vectors of zeros.
        self.vectors = (torch.rand(V, settings.width, generator=self.generator) - 0.5) / settings.width
        self.outputs = torch.zeros(V, settings.width)
        self.noise = noise(self.vocabulary.counts).float()  # (V,)
        self.losses: list[float] = []
        self._order = self._batches()
        # Of the last step: the numbers of its examples (B,) and their negative samples (B, K).
        self.batch = torch.empty(0, dtype=torch.int64)
        self.negatives = torch.empty(0, settings.negatives, dtype=torch.int64)

    @property
    def steps_an_epoch(self) -> int:
        return -(-len(self.targets) // self.settings.batch)

    def _batches(self) -> Iterator[Int[Tensor, "B"]]:
        """Numbers of examples, every one once an epoch, for ever."""
        while True:
            yield from torch.randperm(len(self.targets), generator=self.generator).split(self.settings.batch)

    def step(self, rate: float | None = None) -> float:
        """Learn from the next batch; its mean loss before the step."""
        self.batch = next(self._order)
        inputs, targets = self.inputs[self.batch], self.targets[self.batch]  # (B, C), (B,)
        if self.settings.loss == "softmax":
            row_gradients = softmax_rows(self.vectors, self.outputs, inputs, targets)
        else:
            self.negatives = self.draw(len(targets))
            row_gradients = sampled_rows(self.vectors, self.outputs, inputs, targets, self.negatives)
        factor = -(self.settings.rate if rate is None else rate) * len(targets)
        add_rows(self.vectors, self.outputs, inputs, row_gradients, factor)
        self.losses.append(float(row_gradients.loss))
        return self.losses[-1]

    def draw(self, count: int) -> Int[Tensor, "B K"]:
        """Negative samples for `count` examples."""
        K = self.settings.negatives
        return torch.multinomial(self.noise, count * K, True, generator=self.generator).reshape(count, K)

    def nearest(self, word: str, count: int) -> list[tuple[str, float]]:
        """The words whose input vectors point most nearly the same way."""
        row = self.vocabulary.words.index(word)
        alike = torch.cosine_similarity(self.vectors[row : row + 1], self.vectors)  # (V,)
        alike[row] = -torch.inf
        best = alike.topk(min(count, len(alike) - 1))
        return [
            (self.vocabulary.words[index], float(value))
            for value, index in zip(best.values, best.indices.tolist(), strict=True)
        ]

    def unit_vectors(self) -> Float[Tensor, "V D"]:
        """The input vectors, each with length 1."""
        return torch.nn.functional.normalize(self.vectors, dim=1)
