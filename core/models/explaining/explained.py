"""What explains many sentences of one model together, and what each sentence gets."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from core.models.explaining.words import Word

if TYPE_CHECKING:  # the bag of words scores without torch
    from torch import Tensor

ExplainerMethod = Literal["gradient_times_attention", "integrated_gradients_one_step", "coefficients"]


@dataclass(frozen=True)
class Explained:
    """The words of a sentence, and what each adds to the logit difference positive − negative (P,)."""

    words: tuple[Word, ...]
    values: "Tensor"


class Explainer(Protocol):
    """One model and one method, prepared once."""

    name: str
    method: ExplainerMethod

    def explain(self, texts: Sequence[str], positive: Sequence[bool]) -> list[Explained]:
        """Each text explained, all in one batch; `positive` says which verdict each was given.

        Errors: `text_empty`, and those of NO_ANSWER.
        """
        ...
