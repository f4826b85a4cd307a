"""What a classifier predicts for a sentence, the same for every kind of model."""

import math
from dataclasses import dataclass
from typing import Literal, Protocol

Label = Literal["negative", "positive"]
LABELS: tuple[Label, Label] = ("negative", "positive")
Verdict = Literal["negative", "positive", "undecided"]
# Within so much of one half, as calibrated, at most 55 verdicts of 100 would be right: hardly more than by
# tossing a coin, so that no word is given. Files keep `label`, which is always one of the two.
UNDECIDED = 0.05
# Errors of `classify` that are about one text; the model may answer the next one.
NO_ANSWER = ("token_without_embedding", "scoring_not_a_number", "model_gives_no_answer")
TINY = 1e-12  # a probability of 0 has no logarithm


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
    keys of remarks that a reader of this prediction should see. `temperature` is what calibrates the logits
    (Guo et al. 2017), as the model's card says; 1 where it does not. Of a text that was read in several
    `windows`, the tokens are those of the first, and the logits are all windows' joined.
    """

    sentence: str
    logits: tuple[float, float]  # negative, positive
    probability: float  # of positive, 0 … 1
    tokens: tuple[Token, ...]
    cut: int = 0
    notes: tuple[str, ...] = ()
    temperature: float = 1.0
    windows: int = 1

    @property
    def label(self) -> Label:
        """The likelier class, however little likelier it is."""
        return LABELS[self.probability >= 0.5]

    @property
    def calibrated(self) -> float:
        """The probability of being positive after dividing the logits by the temperature, 0 … 1."""
        inside = min(max(self.probability, TINY), 1 - TINY)
        margin = math.log(inside / (1 - inside)) / self.temperature  # the difference of the logits
        return 1 / (1 + math.exp(-margin))

    @property
    def decided(self) -> Verdict:
        """What to announce: the label, or `undecided` where the calibrated probability is near one half."""
        return "undecided" if abs(self.calibrated - 0.5) < UNDECIDED else self.label


class Classifier(Protocol):
    """Any model that classifies sentences as negative or positive."""

    name: str

    def classify(self, sentences: list[str]) -> list[Prediction]:
        """One prediction per sentence, in order.

        Raises SentiscopeError `text_empty` on a blank one, and one of NO_ANSWER on one it cannot answer.
        """
        ...
