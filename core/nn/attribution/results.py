"""What an attribution method gives: a number for each token or player, and what it cost."""

from collections.abc import Callable
from dataclasses import dataclass

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
