"""The layers by hand and by their properties."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.nn.layers import gelu, layer_norm, softmax

logits_lists = st.lists(st.floats(-1e4, 1e4, width=32), min_size=1, max_size=6)


def test_softmax_by_hand() -> None:
    logits = torch.tensor([[math.log(1.0), math.log(3.0)]], dtype=torch.float64)
    assert softmax(logits)[0].tolist() == pytest.approx([0.25, 0.75], abs=1e-12)


def test_softmax_does_not_overflow() -> None:
    assert softmax(torch.tensor([[1e4, -1e4], [1e38, 1e38]])).tolist() == [[1.0, 0.0], [0.5, 0.5]]


@settings(deadline=None, max_examples=60, derandomize=True)
@given(logits_lists)
def test_softmax_is_a_distribution_in_the_order_of_its_logits(logits: list[float]) -> None:
    probabilities = softmax(torch.tensor([logits], dtype=torch.float64))[0]
    assert probabilities.sum().item() == pytest.approx(1.0, abs=1e-12)
    assert ((probabilities >= 0) & (probabilities <= 1)).all()
    in_order = probabilities[torch.tensor(logits).argsort()]
    assert (in_order.diff() >= -1e-15).all()


@settings(deadline=None, max_examples=60, derandomize=True)
@given(logits_lists, st.floats(-1e4, 1e4))
def test_softmax_ignores_a_shift_of_all_logits(logits: list[float], shift: float) -> None:
    row = torch.tensor([logits], dtype=torch.float64)
    torch.testing.assert_close(softmax(row + shift), softmax(row), rtol=1e-9, atol=1e-12)


def test_layer_norm_by_hand() -> None:
    x = torch.tensor([[1.0, 2.0], [2.0, 3.0]], dtype=torch.float64)
    one, zero = torch.ones(2, dtype=torch.float64), torch.zeros(2, dtype=torch.float64)
    expected = torch.tensor([[-1.0, 1.0], [-1.0, 1.0]], dtype=torch.float64)
    assert torch.equal(layer_norm(x, one, zero, 0.0), expected)
    assert torch.equal(layer_norm(x, one * 3, one, 0.0), expected * 3 + 1)


def test_gelu_by_hand() -> None:
    # Φ(1) = 0.841344746…, from any table of the normal distribution
    x = torch.tensor([-1.0, 0.0, 1.0, 30.0], dtype=torch.float64)
    expected = torch.tensor([-0.158655253931457, 0.0, 0.841344746068543, 30.0], dtype=torch.float64)
    torch.testing.assert_close(gelu(x), expected, rtol=1e-12, atol=1e-14)
