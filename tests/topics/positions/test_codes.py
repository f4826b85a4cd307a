"""A table of codes: moved by one rotation, and held by few directions."""

import pytest
import torch

from core.topics.positions.codes import directions_for, shift_gap, spectrum_of, spread_over
from core.topics.positions.concept import sinusoidal


def test_one_rotation_moves_every_sinusoidal_code() -> None:
    codes = sinusoidal(torch.arange(40, dtype=torch.float64), 16)
    turn, gap = shift_gap(codes, 7)
    assert gap < 1e-12
    assert torch.allclose(codes[3] @ turn.T, codes[10], atol=1e-12)


def test_codes_that_no_rotation_moves_have_a_gap() -> None:
    codes = sinusoidal(torch.arange(10, dtype=torch.float64), 4)
    codes[6, 1] += 0.25
    assert shift_gap(codes, 1)[1] > 0.2


def test_spectrum_is_that_of_the_centred_table() -> None:
    table = torch.tensor([[5.0, 1.0], [5.0, -1.0], [5.0, 3.0], [5.0, -3.0]])
    assert spectrum_of(table).tolist() == pytest.approx([20**0.5, 0.0], abs=1e-6)


@pytest.mark.parametrize(("enough", "count"), [(0.5, 1), (0.65, 2), (0.99, 3)])
def test_directions_that_hold_enough_of_the_squares(enough: float, count: int) -> None:
    values = torch.tensor([3.0, 2.0, 1.0, 0.0])  # squares 9, 4, 1: 64 %, 93 %, 100 %
    assert directions_for(values, enough) == count


def test_spread_from_the_first_to_the_last() -> None:
    assert spread_over(16, 4) == [0, 5, 10, 15]
