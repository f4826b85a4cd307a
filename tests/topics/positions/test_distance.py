"""Products under RoPE: distance alone counts, and at distance 0 nothing has turned."""

import math

import pytest
import torch

from core.topics.positions.concept import frequencies
from core.topics.positions.distance import positions_a_turn, products_by_distance

GENERATOR = torch.Generator().manual_seed(42)
QUERY, KEY = torch.randn(2, 8, dtype=torch.float64, generator=GENERATOR)


def test_same_position_leaves_the_product_as_it_is() -> None:
    found = products_by_distance(QUERY, KEY, 10_000.0, start=64, distances=5)
    assert found.shape == (5,)
    assert found[0].item() == pytest.approx((QUERY @ KEY / math.sqrt(8)).item(), abs=1e-12)
    assert (found[1:] - found[0]).abs().min() > 1e-6


def test_moving_both_changes_nothing() -> None:
    near, far = (products_by_distance(QUERY, KEY, 10_000.0, start, 32) for start in (64, 1064))
    assert torch.allclose(near, far, atol=1e-9)


def test_each_pair_turns_by_its_own_angle_for_each_position_between() -> None:
    K, away, base = 8, 3, 500.0
    found = products_by_distance(QUERY, KEY, base, start=16, distances=away + 1)[away]
    half = K // 2  # dimension i turns together with dimension i + K/2
    pairs = [torch.complex(vector[:half], vector[half:]) for vector in (QUERY, KEY)]
    turned = pairs[0] * torch.exp(1j * frequencies(K, base) * away)
    assert found.item() == pytest.approx((turned * pairs[1].conj()).sum().real.item() / math.sqrt(K))


def test_positions_a_turn() -> None:
    assert positions_a_turn(1.0) == pytest.approx(2 * math.pi)
    assert positions_a_turn(0.01) == pytest.approx(200 * math.pi)
