"""What a classifier predicts for a sentence, the same for every kind of model."""

from dataclasses import dataclass
from typing import Literal, Protocol

Label = Literal["negative", "positive"]
LABELS: tuple[Label, Label] = ("negative", "positive")


@dataclass(frozen=True)
class Token:
    """One piece the model read: its text, its id, and whether attention may look at it (1) or not (0)."""

    text: str
    id: int
    mask: int = 1
    special: bool = False


@dataclass(frozen=True)
class Prediction:
    """A sentence's logits, its probability of being positive, and the tokens that were read.

    `cut` counts the tokens that were not read because the model's window ended; `notes` are text
    keys of remarks that a reader of this prediction should see.
    """

    sentence: str
    logits: tuple[float, float]  # negative, positive
    probability: float  # of positive, 0 … 1
    tokens: tuple[Token, ...]
    cut: int = 0
    notes: tuple[str, ...] = ()

    @property
    def label(self) -> Label:
        return LABELS[self.probability >= 0.5]


class Classifier(Protocol):
    """Any model that classifies sentences as negative or positive."""

    name: str

    def classify(self, sentences: list[str]) -> list[Prediction]:
        """One prediction per sentence, in order. Raises SentiscopeError("text_empty") on a blank one."""
        ...
