"""Rounding by hand, and how far it may go."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.experiments.record import Record
from core.topics.predict.experiments.precision import compared, outcome, to_half, to_int8


def test_int8_by_hand() -> None:
    rounded = to_int8(torch.tensor([[127.0, 1.4, -63.6], [0.0, 0.0, 0.0]]))
    torch.testing.assert_close(rounded, torch.tensor([[127.0, 1.0, -64.0], [0.0, 0.0, 0.0]]))
    bias = torch.tensor([0.123456])
    assert torch.equal(to_int8(bias), bias)


@settings(deadline=None, derandomize=True, max_examples=30)
@given(st.integers(0, 999))
def test_int8_is_off_by_half_a_step_at_most_and_half_by_less(seed: int) -> None:
    matrix = torch.randn(5, 16, generator=torch.Generator().manual_seed(seed))
    step = matrix.abs().amax(-1, keepdim=True) / 127
    assert ((to_int8(matrix) - matrix).abs() <= step / 2 * 1.001).all()
    assert ((to_half(matrix) - matrix).abs() <= matrix.abs() * 2**-11 + 1e-7).all()


def test_comparison_by_hand() -> None:
    exact = torch.tensor([[0.0, 2.0], [0.0, 0.1]])
    told = compared(exact, torch.tensor([[0.0, 2.0], [0.1, 0.0]]))
    move = torch.sigmoid(torch.tensor(0.1)) - torch.sigmoid(torch.tensor(-0.1))
    assert told["agreement"] == 0.5
    assert told["largest_move"] == pytest.approx(move.item(), abs=1e-6)
    assert told["mean_move"] == pytest.approx(move.item() / 2, abs=1e-6)


def test_three_formats_are_measured(records: dict[str, Record]) -> None:
    numbers = records["precision"].numbers
    assert [one["format"] for one in numbers["formats"]] == ["float16", "bfloat16", "int8"]
    assert all(0.9 <= one["agreement"] <= 1 for one in numbers["formats"])


@pytest.mark.parametrize(("agreement", "verdict"), [(0.999, "held"), (0.995, "undecided"), (0.98, "failed")])
def test_one_format_below_the_mark_lets_the_claim_fail(agreement: float, verdict: str) -> None:
    formats = [{"format": name, "agreement": 1.0} for name in ("float16", "bfloat16")]
    formats.append({"format": "int8", "agreement": agreement})
    assert outcome({"texts": 5000, "formats": formats})[0] == verdict
