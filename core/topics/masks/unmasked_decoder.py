"""What the small decoders and a large one make of a text: with the future in sight, and without."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from core.nn.masks import causal, everything
from core.topics.masks.concept import additive

MOST_TOKENS = 48  # of the large one
SAMPLE = 24  # tokens it writes


@dataclass(frozen=True)
class Guesses:
    """For each next token of a text: its text and the probability it was given."""

    tokens: tuple[str, ...]
    probabilities: Float[Tensor, "T"]

    @property
    def loss(self) -> float:
        """Mean −log p, in nats."""
        return -self.probabilities.clamp(min=1e-30).log().mean().item()


@torch.inference_mode()
def large_guesses(network: Any, tokenizer: Any, text: str, masked: bool) -> Guesses:
    """A causal language model's guesses; `masked=False` lets every token see the whole text."""
    ids = tokenizer(text, return_tensors="pt")["input_ids"][:, :MOST_TOKENS]  # (1, T)
    logits = network(input_ids=ids, attention_mask=_mask(ids.shape[1], masked)).logits[0, :-1]  # (T − 1, V)
    probabilities = logits.softmax(-1).gather(1, ids[0, 1:, None])[:, 0]  # (T − 1,)
    return Guesses(tuple(tokenizer.decode([number]) for number in ids[0, 1:].tolist()), probabilities)


@torch.inference_mode()
def large_writes(network: Any, tokenizer: Any, text: str, masked: bool, ends: Collection[int] = ()) -> str:
    """What it writes after a text, greedily, each token with a fresh pass under the same mask, to an end."""
    ids = tokenizer(text, return_tensors="pt")["input_ids"][:, :MOST_TOKENS]  # (1, T)
    start = ids.shape[1]
    for _ in range(SAMPLE):
        logits = network(input_ids=ids, attention_mask=_mask(ids.shape[1], masked)).logits[0, -1]  # (V,)
        best = logits.argmax()
        if int(best) in ends:
            break
        ids = torch.cat([ids, best[None, None]], dim=1)  # (1, T + 1)
    return str(tokenizer.decode(ids[0, start:]))


def _mask(T: int, masked: bool) -> Tensor:
    """An additive mask (1, 1, T, S): 0, and the lowest float32 at the keys after a query where `masked`."""
    return additive(causal(T) if masked else everything(T), torch.finfo(torch.float32).min)[None, None]
