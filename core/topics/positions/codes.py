"""What a table of position codes holds: what a shift does to it, and how few directions it needs."""

import torch
from jaxtyping import Float
from torch import Tensor

from core.topics.positions.concept import shift_rotation

ENOUGH = 0.9  # of the table's variance


def shift_gap(codes: Float[Tensor, "T D"], delta: int) -> tuple[Float[Tensor, "D D"], float]:
    """The rotation that moves every sinusoidal code by δ, and how far any code ends from where it should."""
    turn = shift_rotation(torch.tensor(float(delta), dtype=codes.dtype), codes.shape[1])  # (D, D)
    return turn, (codes[: len(codes) - delta] @ turn.T - codes[delta:]).abs().max().item()


def spectrum_of(table: Float[Tensor, "P D"]) -> Float[Tensor, "R"]:
    """The singular values of the centred table, largest first."""
    return torch.linalg.svdvals(table - table.mean(dim=0))


def directions_for(values: Float[Tensor, "R"], enough: float = ENOUGH) -> int:
    """How many of the first directions hold that part of the variance, the sum of squared singular values."""
    cumulative = (values**2).cumsum(0) / (values**2).sum()
    return int((cumulative < enough).sum()) + 1


def spread_over(count: int, drawn: int) -> list[int]:
    """`drawn` of the numbers 0 … count − 1, from the first to the last, evenly apart."""
    return [round(number * (count - 1) / (drawn - 1)) for number in range(drawn)]
