"""What an attribution method gives: a number for each token or player, and what it cost."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

Value = Callable[[Tensor], Tensor]  # (N, T, D) → (N,)
Game = Callable[[Tensor], Tensor]  # (N, P) of bool → (N,)


@dataclass(frozen=True)
class Cost:
    """How many versions of the sentence went forward through the model, and backward."""

    forward: int = 0
    backward: int = 0


@dataclass(frozen=True)
class Attribution:
    """What each of P tokens or players adds to the logit difference.

    `whole` is the difference of the sentence itself, `nothing` that of the version it is compared with
    (every token at the baseline, or every player absent).
    """

    values: Float[Tensor, "P"]
    whole: float
    nothing: float
    cost: Cost

    @property
    def gap(self) -> float:
        """whole − nothing − Σ values: 0 for a method that shares out the whole difference (completeness)."""
        return self.whole - self.nothing - self.values.double().sum().item()


def summed_by(groups: Sequence[Sequence[int]], values: Float[Tensor, "T"]) -> Float[Tensor, "P"]:
    """The sum of the values of each group of places; 0 of a group without any."""
    group_of = [number for number, places in enumerate(groups) for _ in places]
    chosen = values[[place for places in groups for place in places]]
    return values.new_zeros(len(groups)).index_add_(0, torch.tensor(group_of, dtype=torch.long), chosen)
