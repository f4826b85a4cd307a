"""After which layer a sentence could have left: what each exit says of a pass, and how sure it must be."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray
from torch import Tensor

from core.scoring.backends.backend import FP32
from core.scoring.backends.exits.heads import NEVER, Exits, Head, features, length_of


@dataclass(frozen=True)
class ExitVerdict:
    """What an exit behind so many layers says: the log-odds of positive, which let the text leave where their
    size reaches the threshold, and the probability that is then told, mended by the exit's temperature.
    """

    after: int
    log_odds: float
    probability: float
    threshold: float  # infinite where no text of this length leaves here

    @property
    def sureness(self) -> float:
        """How far from even odds, on either side."""
        return abs(self.log_odds)

    @property
    def is_sure(self) -> bool:
        return self.sureness >= self.threshold


def exit_verdicts(states: Float[Tensor, "N T D"], exits: Exits) -> tuple[ExitVerdict, ...]:
    """The verdict of every exit, with the thresholds of float32, in which a traced pass is computed.

    `states` are one sentence's hidden states after the embeddings and after each layer (N = L + 1), as
    `core.trace.layerwise.stream` gives them.
    """
    lengths = np.array([states.shape[1]])
    found = []
    for head in exits.heads:
        log_odds = head.log_odds(features(states[head.after][None].numpy(), lengths))  # (1,)
        told = float(head.mended(log_odds, lengths)[0])
        found.append(
            ExitVerdict(head.after, float(log_odds[0]), float(1 / (1 + np.exp(-told))), _limit(head, lengths))
        )
    return tuple(found)


def first_sure(verdicts: Sequence[ExitVerdict]) -> ExitVerdict | None:
    """The exit at which the text leaves; None where it goes through the whole network."""
    return next((verdict for verdict in verdicts if verdict.is_sure), None)


def _limit(head: Head, lengths: NDArray[np.int64]) -> float:
    if FP32 not in head.thresholds:
        return np.inf
    limit = head.thresholds[FP32][int(length_of(lengths)[0])]
    return limit if limit < NEVER else np.inf
