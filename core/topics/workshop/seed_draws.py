"""The three things that a seed decides in a fine-tuning, drawn just as training draws them."""

import hashlib
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

SPREAD = 0.02  # BERT's `initializer_range`
DROPOUT = 0.1


@dataclass(frozen=True)
class Draws:
    """A head's first weights, an order of rows, and which numbers dropout leaves."""

    head: Float[Tensor, "C D"]
    order: Int[Tensor, "N"]
    kept: Bool[Tensor, "T D"]

    def digest(self) -> str:
        """sha256 over all bytes: equal only where every bit is."""
        parts = (self.head, self.order, self.kept)
        return hashlib.sha256(b"".join(part.numpy().tobytes() for part in parts)).hexdigest()


def draws(seed: int, D: int = 32, rows: int = 16, tokens: int = 6) -> Draws:
    """What torch draws after `manual_seed(seed)`; the process's own random state is left as it was."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        head = torch.empty(2, D).normal_(0, SPREAD)  # (C, D)
        torch.manual_seed(seed)
        kept = torch.nn.functional.dropout(torch.ones(tokens, D), DROPOUT) > 0  # (T, D)
    order = torch.randperm(rows, generator=torch.Generator().manual_seed(seed))  # (N,)
    return Draws(head, order, kept)
