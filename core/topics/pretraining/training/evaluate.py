"""Evaluating masked-token and next-sentence guesses on documents that were never learned from."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from core.base.errors import SentiscopeError
from core.nn.batches import pad_rows
from core.nn.metrics import wilson_interval
from core.topics.pretraining.concept import mlm_loss
from core.topics.pretraining.token_counts import BASELINES, Counts
from core.topics.pretraining.training.rows import (
    Batch,
    Ids,
    block_rows,
    fixed_batches,
    generator_of,
    pair_rows,
)

SIZE = 32  # rows evaluated together
SEED = 42  # the same holes and pairs whatever a run's own seed, so that runs can be compared
FORMS = ("sentences", "packed")  # of next-sentence pairs

Guess = Callable[[Batch], tuple[Float[Tensor, "N V"], Float[Tensor, "B 2"]]]


@dataclass(frozen=True)
class WordScore:
    """Guesses at [MASK], and (`_all`) at every chosen position, some of which show the answer.

    BERT's corruption keeps a tenth of the chosen tokens: counting those would flatter the network.
    """

    positions: int
    right: int
    right_in_five: int
    loss: float  # nats, mean over the [MASK] positions
    positions_all: int
    right_all: int

    def section(self) -> dict[str, Any]:
        return {
            "places": self.positions,
            "top_1": self.right / self.positions,
            "top_1_interval_95": list(wilson_interval(self.right, self.positions)),
            "top_5": self.right_in_five / self.positions,
            "loss": self.loss,
            "perplexity": math.exp(self.loss),
            "chosen_places": self.positions_all,
            "top_1_of_chosen": self.right_all / self.positions_all,
        }


class HeldOutTest:
    """Held-out blocks with fixed holes, and fixed pairs in both forms."""

    def __init__(self, tokenizer: Any, documents: list[list[Ids]], block: int) -> None:
        self.tokenizer = tokenizer
        rows = block_rows(tokenizer, documents, block)
        self.blocks = list(fixed_batches(rows, tokenizer, SIZE, generator_of(SEED, "holes")))
        if not any(self.hidden(batch).any() for batch in self.blocks):
            raise SentiscopeError("documents_too_short")
        self.pairs = {form: self._pairs(documents, block, form) for form in FORMS}

    def words(self, guess: Guess) -> WordScore:
        """How a network guesses the masked tokens of all blocks."""
        results = [self._evaluate(batch, guess(batch)[0]) for batch in self.blocks]
        positions, right, five, loss, positions_all, right_all = (
            sum(column) for column in zip(*results, strict=True)
        )
        return WordScore(
            int(positions), int(right), int(five), loss / positions, int(positions_all), int(right_all)
        )

    def next_sentences(self, guess: Guess, form: str) -> tuple[int, int]:
        """How many pairs a network classifies rightly, and how many there are."""
        right = sum(int((guess(b)[1].argmax(-1) == b.is_next).sum()) for b in self.pairs[form])
        return right, sum(len(batch.is_next) for batch in self.pairs[form])

    def baselines(self, learned: list[list[Ids]], block: int) -> dict[str, float]:
        """Top-1 of counting, at the same [MASK] positions; it sees the neighbours as they were."""
        rows = [row.ids for row in block_rows(self.tokenizer, learned, block)]
        ids, _ = pad_rows(rows, self.tokenizer.pad_token_id)  # (B, T)
        special = torch.tensor(sorted(set(self.tokenizer.all_special_ids)))
        vocabulary, pairs = len(self.tokenizer), self.blocks
        scores = {}
        for name, chain in BASELINES.items():
            counts = Counts(ids, special, vocabulary, chain)
            right = sum(int((counts.guess(true_ids(b)) == b.targets)[self.hidden(b)].sum()) for b in pairs)
            scores[name] = right / sum(int(self.hidden(batch).sum()) for batch in pairs)
        return {**scores, "chance": 1 / vocabulary, "chance_top_5": 5 / vocabulary}

    def hidden(self, batch: Batch) -> Bool[Tensor, "B T"]:
        """The positions of [MASK]."""
        return batch.chosen & (batch.ids == self.tokenizer.mask_token_id)

    def _evaluate(self, batch: Batch, logits: Float[Tensor, "N V"]) -> tuple[float, ...]:
        truth, hidden = batch.targets[batch.chosen], self.hidden(batch)[batch.chosen]  # (N,)
        best = logits.topk(5).indices == truth[:, None]  # (N, 5)
        count = int(hidden.sum())
        loss = mlm_loss(logits[hidden], truth[hidden]).item() * count
        at_masks = best[hidden]
        return count, int(at_masks[:, 0].sum()), int(at_masks.sum()), loss, len(truth), int(best[:, 0].sum())

    def _pairs(self, documents: list[list[Ids]], block: int, form: str) -> list[Batch]:
        """Pairs without holes, as a reader would give them."""
        generator = generator_of(SEED, "pairs", form)
        rows = pair_rows(self.tokenizer, documents, block, form == "packed", generator)
        return list(fixed_batches(rows, self.tokenizer, SIZE, generator, rate=0.0))


def true_ids(batch: Batch) -> Int[Tensor, "B T"]:
    """A batch's tokens before they were corrupted."""
    return torch.where(batch.chosen, batch.targets, batch.ids)


def pair_section(right: int, count: int) -> dict[str, Any]:
    """Next-sentence accuracy with the 95 % Wilson interval."""
    if not count:
        return {"pairs": 0}
    interval = list(wilson_interval(right, count))
    return {"pairs": count, "accuracy": right / count, "accuracy_interval_95": interval, "chance": 0.5}
