"""The moving average of the weights against the formula, step by step."""

import pytest
import torch

from core.training.average import Average


def test_average_follows_the_formula() -> None:
    model = torch.nn.Linear(1, 1, bias=False).double()
    torch.nn.init.constant_(model.weight, 1.0)
    average, expected = Average(model, 0.5), 1.0
    for step, value in enumerate((3.0, 5.0, -2.0, 8.0), start=1):
        torch.nn.init.constant_(model.weight, value)
        average.update()
        decay = min(0.5, (1 + step) / (10 + step))
        expected = decay * expected + (1 - decay) * value
        assert average.tensors["weight"].item() == pytest.approx(expected, abs=1e-12)


def test_applied_swaps_in_and_out_even_when_the_block_fails() -> None:
    model = torch.nn.Linear(2, 2)
    average = Average(model, 0.9)
    before = model.weight.detach().clone()
    with torch.no_grad():
        model.weight += 1

    def fail_inside() -> None:
        with average.applied():
            assert torch.equal(model.weight, before)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_inside()
    assert torch.equal(model.weight, before + 1)
    assert torch.equal(average.tensors["weight"], before)


def test_state_goes_on_where_it_was() -> None:
    model = torch.nn.Linear(2, 2)
    average = Average(model, 0.9)
    with torch.no_grad():
        model.weight += 1
    average.update()
    other = Average(model, 0.9)
    other.restore(average.state(), average.steps)
    for kept in (average, other):
        kept.update()
    assert torch.equal(other.tensors["weight"], average.tensors["weight"])
