"""Gradient attributions where the integral is known."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.nn.attribution.gradients import (
    completeness_gaps,
    gradient_times_input,
    integrated_gradients,
    one_step,
)
from core.nn.attribution.quadrature import nodes


def linear(weights: torch.Tensor):
    return lambda x: (x * weights).sum(dim=(1, 2)) + 3


def network(x: torch.Tensor) -> torch.Tensor:
    """Smooth, and each row for itself: tokens meet in a product."""
    return torch.tanh(x.sum(dim=2)).prod(dim=1) + x.sin().sum(dim=(1, 2))


def drawn(T: int, D: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(T, D, generator=generator), torch.randn(T, D, generator=generator)


def test_a_linear_function_is_shared_out_exactly() -> None:
    embeddings, weights = drawn(3, 2, 0)
    shares = (embeddings * weights).sum(dim=1)
    for found in (
        gradient_times_input(linear(weights), embeddings),
        integrated_gradients(linear(weights), embeddings, torch.zeros(3, 2), steps=1),
    ):
        torch.testing.assert_close(found.values, shares)
        assert found.gap == pytest.approx(0, abs=1e-5)
        assert found.nothing == 3


def test_the_integral_of_a_square_by_hand() -> None:
    """∫₀¹ 2 α x dα · x = x²; with x = 1 and baseline ½: ∫ 2(½ + α/2) dα · ½ = ¾ = 1 − ¼."""
    value = lambda x: x.square().sum(dim=(1, 2))  # noqa: E731
    found = integrated_gradients(value, torch.tensor([[1.0], [3.0]]), torch.tensor([[0.5], [0.0]]), steps=2)
    torch.testing.assert_close(found.values, torch.tensor([0.75, 9.0]))


@given(st.integers(1, 4), st.integers(1, 3), st.integers(0, 999))
def test_values_add_up_to_the_difference(T: int, D: int, seed: int) -> None:
    found = integrated_gradients(network, *drawn(T, D, seed), steps=60)
    assert found.gap == pytest.approx(0, abs=2e-3)
    assert found.path.running[-1].item() == pytest.approx(found.values.sum().item(), abs=1e-4)


@pytest.mark.parametrize("rule", ["gauss", "midpoint"])
def test_more_steps_leave_a_smaller_gap(rule) -> None:
    gaps = completeness_gaps(network, *drawn(4, 3, 5), [1, 4, 64], rule)
    assert abs(gaps[0]) > abs(gaps[1]) > abs(gaps[2])


@given(st.integers(0, 99), st.integers(1, 20))
def test_batches_change_nothing(seed: int, batch: int) -> None:
    embeddings, baseline = drawn(3, 4, seed)
    whole = integrated_gradients(network, embeddings, baseline, 20)
    parts = integrated_gradients(network, embeddings, baseline, 20, batch)
    torch.testing.assert_close(parts.values, whole.values, atol=1e-5, rtol=0)
    assert parts.cost == whole.cost


def test_the_path_runs_from_the_baseline_to_the_sentence() -> None:
    embeddings, baseline = drawn(2, 3, 1)
    found = integrated_gradients(network, embeddings, baseline, 9)
    middle = network((baseline + found.path.alphas[4] * (embeddings - baseline))[None])
    assert found.path.values[4].item() == pytest.approx(middle.item(), abs=1e-6)
    assert (found.cost.forward, found.cost.backward) == (11, 9)
    assert found.whole == pytest.approx(network(embeddings[None]).item(), abs=1e-6)


@pytest.mark.parametrize("rule", ["gauss", "midpoint"])
@pytest.mark.parametrize("count", [1, 2, 7])
def test_weights_integrate_a_line_exactly(rule, count: int) -> None:
    alphas, weights = nodes(rule, count)
    assert weights.sum().item() == pytest.approx(1)
    assert (weights * alphas).sum().item() == pytest.approx(0.5)


def test_one_step_of_a_batch_is_that_of_each_sentence() -> None:
    embeddings, baselines = (
        torch.stack(several) for several in zip(*(drawn(3, 2, n) for n in range(4)), strict=True)
    )
    found = one_step(network, embeddings, baselines)
    for row, x, baseline in zip(found, embeddings, baselines, strict=True):
        torch.testing.assert_close(row, integrated_gradients(network, x, baseline, steps=1).values)
