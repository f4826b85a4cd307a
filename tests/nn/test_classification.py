"""Softmax and cross-entropy against numbers worked out by hand."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from jaxtyping import TypeCheckError

from core.nn.classification import cross_entropy, softmax

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


def test_shapes_are_checked() -> None:
    with pytest.raises(TypeCheckError):
        softmax(torch.zeros(3))
    with pytest.raises(TypeCheckError):
        cross_entropy(torch.zeros(3, 2), torch.zeros(4, dtype=torch.long))


def test_cross_entropy_by_hand() -> None:
    logits = torch.tensor([[0.0, 0.0], [math.log(3.0), 0.0]], dtype=torch.float64)
    expected = (math.log(2) - math.log(1 / 4)) / 2  # right classes have the probabilities 1/2 and 1/4
    assert cross_entropy(logits, torch.tensor([0, 1])).item() == pytest.approx(expected, abs=1e-12)


def test_cross_entropy_of_a_probability_that_rounds_to_zero_is_finite() -> None:
    loss = cross_entropy(torch.tensor([[1000.0, -1000.0]]), torch.tensor([1]))
    assert loss.item() == 2000.0


def test_gradient_is_probability_minus_truth() -> None:
    logits = torch.tensor([[0.3, -1.2], [2.0, 0.1]], dtype=torch.float64, requires_grad=True)
    labels = torch.tensor([1, 0])
    cross_entropy(logits, labels).backward()
    truth = torch.nn.functional.one_hot(labels, 2)
    torch.testing.assert_close(logits.grad, (softmax(logits.detach()) - truth) / 2, rtol=1e-12, atol=1e-12)
