"""Cross-entropy against numbers worked out by hand."""

import math

import pytest
import torch
from jaxtyping import TypeCheckError

from core.nn.classification import cross_entropy
from core.nn.layers import softmax


def test_shapes_are_checked() -> None:
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
