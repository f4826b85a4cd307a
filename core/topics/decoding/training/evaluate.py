"""How well held-out texts are guessed: bits a character, of a language model and of a trigram beside it."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import torch
import torch.nn.functional as F
from jaxtyping import Float
from tokenizers import Tokenizer
from torch import Tensor

from core.base.numbers import Estimate
from core.experiments.intervals import bootstrap
from core.topics.decoding.training.tokens import SPECIAL, UNKNOWN, symbols
from core.topics.decoding.training.trigram import ORDER, Trigram

Ids = Sequence[Sequence[Sequence[int]]]  # of sentences, of documents
SEED = 42


@dataclass(frozen=True)
class Scores:
    """For each held-out document its characters, and the bits that each of the two would need for them."""

    characters: Float[Tensor, "B"]
    tokens: Float[Tensor, "B"]
    network: Float[Tensor, "B"]
    trigram: Float[Tensor, "B"]

    def section(self) -> dict[str, Any]:
        """Bits a character with 95 % intervals by bootstrap over documents, and the network's perplexity."""

        def ratio(bits: Tensor) -> Estimate:
            return bootstrap(
                lambda drawn: (bits[drawn].sum() / self.characters[drawn].sum()).item(), len(bits), SEED
            )

        return {
            "documents": len(self.characters),
            "characters": int(self.characters.sum()),
            "bits_per_character": asdict(ratio(self.network)),
            "trigram_bits_per_character": asdict(ratio(self.trigram)),
            "trigram_minus_network": asdict(ratio(self.trigram - self.network)),
            "perplexity_per_token": 2 ** (self.network.sum() / self.tokens.sum()).item(),
        }


def trigram_of(tokenizer: Tokenizer, documents: Ids) -> Trigram:
    """The counts of what a network learned from, character by character."""
    texts = [
        [sign for token in symbols(tokenizer, _flat(document)) for sign in token] for document in documents
    ]
    known = {sign for text in texts for sign in text} - {SPECIAL[UNKNOWN]}
    return Trigram(texts, known)


@torch.inference_mode()
def judged(network: Any, tokenizer: Tokenizer, trigram: Trigram, documents: Ids, window: int) -> Scores:
    """Both on the same characters: all of a window but the first token's and those that nobody knows."""
    columns: list[list[float]] = []
    for document in documents:
        ids = _flat(document)[:window]
        spelt = symbols(tokenizer, ids)
        targets = [n for n in range(1, len(ids)) if trigram.known.issuperset(spelt[n])]
        if not targets:
            continue
        logits = network(input_ids=torch.tensor([ids])).logits[0, :-1]  # (T − 1, V)
        nats = F.cross_entropy(logits, torch.tensor(ids[1:]), reduction="none")  # (T − 1,)
        own = nats[[n - 1 for n in targets]].sum().item() / math.log(2)
        counted = [_bits(trigram, spelt, n) for n in targets]
        signs = sum(len(spelt[n]) for n in targets)
        columns.append([signs, len(targets), own, sum(counted)])
    return Scores(*torch.tensor(columns, dtype=torch.float64).T)


def _bits(trigram: Trigram, spelt: Sequence[Sequence[str]], number: int) -> float:
    """What the trigram needs for the characters of one token."""
    before = [sign for token in spelt[max(0, number - ORDER) : number] for sign in token]
    signs = spelt[number]
    return -sum(
        math.log2(trigram.probability(sign, [*before, *signs[:place]])) for place, sign in enumerate(signs)
    )


def _flat(document: Sequence[Sequence[int]]) -> list[int]:
    return [number for sentence in document for number in sentence]
