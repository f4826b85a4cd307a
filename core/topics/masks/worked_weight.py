"""One attention weight of a masked row, worked out step by step."""

from dataclasses import dataclass

from jaxtyping import Bool, Float
from torch import Tensor

from core.topics.masks.concept import additive


@dataclass(frozen=True)
class WorkedWeight:
    """exp(score + mask − largest) / total, in float64, as softmax has it."""

    score: float
    largest: float  # of the row's scores with the mask added
    total: float  # of the row's exponentials
    weight: float


def work_out(scores: Float[Tensor, "S"], seen: Bool[Tensor, "S"], column: int) -> WorkedWeight | None:
    """The weight of one key (a column) in a query's row; None where the row may look at nothing."""
    if not seen.any():
        return None
    summed = (scores + additive(seen)).double()  # (S,)
    exponentials = (summed - summed.max()).exp()  # (S,)
    total = exponentials.sum().item()
    return WorkedWeight(
        scores[column].item(), summed.max().item(), total, exponentials[column].item() / total
    )
