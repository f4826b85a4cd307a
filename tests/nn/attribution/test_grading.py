"""Curves, comprehensiveness and sufficiency by hand."""

import numpy as np
import pytest
import torch
from hypothesis import given

from core.nn.attribution.grading import (
    comprehensiveness,
    deletion_curve,
    insertion_curve,
    order_of,
    random_band,
    sufficiency,
)
from tests.nn.attribution.support import additive_game, games, table_game

WORTH = torch.tensor([1.0, 3.0, -2.0])
GAME = additive_game(WORTH, 0.5)


def p(difference: float) -> float:
    return torch.sigmoid(torch.tensor(difference)).item()


def test_order_is_by_what_carries_the_verdict() -> None:
    assert order_of(WORTH, whole=2.5).tolist() == [1, 0, 2]
    assert order_of(WORTH, whole=-0.1).tolist() == [2, 0, 1]


def test_deletion_by_hand() -> None:
    curve = deletion_curve(GAME, torch.tensor([1, 0, 2]))
    assert curve.differences.tolist() == [2.5, -0.5, -1.5, 0.5]
    probabilities = [p(2.5), p(-0.5), p(-1.5), p(0.5)]
    assert curve.probabilities.tolist() == pytest.approx(probabilities)
    area = (probabilities[0] / 2 + probabilities[1] + probabilities[2] + probabilities[3] / 2) / 3
    assert curve.area == pytest.approx(area)
    assert curve.cost.forward == 4


def test_insertion_is_the_deletion_of_the_reverse_order() -> None:
    order = torch.tensor([2, 0, 1])
    inserted, deleted = insertion_curve(GAME, order), deletion_curve(GAME, order.flip(0))
    assert inserted.differences.tolist() == deleted.differences.flip(0).tolist()
    assert inserted.area == pytest.approx(deleted.area)


def test_a_negative_verdict_is_measured_by_its_own_probability() -> None:
    turned = additive_game(-WORTH, -0.5)
    for curve in (deletion_curve, insertion_curve):
        ours, theirs = curve(turned, torch.tensor([1, 0, 2])), curve(GAME, torch.tensor([1, 0, 2]))
        torch.testing.assert_close(ours.probabilities, theirs.probabilities)


def test_comprehensiveness_and_sufficiency_by_hand() -> None:
    """Of three words shares of a tenth and of a half mean one word and two."""
    order, whole = torch.tensor([1, 0, 2]), p(2.5)
    left_out = ((whole - p(-0.5)) + (whole - p(-1.5))) / 2
    alone = ((whole - p(3.5)) + (whole - p(4.5))) / 2
    assert comprehensiveness(GAME, order, (0.1, 0.5)) == pytest.approx(left_out, abs=1e-6)
    assert sufficiency(GAME, order, (0.1, 0.5)) == pytest.approx(alone, abs=1e-6)


def test_true_values_are_the_best_order_of_an_additive_game() -> None:
    best = deletion_curve(GAME, order_of(WORTH, 2.5)).area
    band = random_band(GAME, 3, orders=60)
    assert best == pytest.approx(band.areas.min().item())
    assert band.areas.max() > best


@given(games)
def test_band_begins_and_ends_like_every_order(drawn: tuple[int, int]) -> None:
    P, game = drawn[0], table_game(*drawn)
    band, again = (random_band(game, P, "insertion", orders=7, seed=3) for _ in range(2))
    curve = insertion_curve(game, torch.arange(P))
    for end in (0, -1):
        assert band.low[end] == pytest.approx(curve.probabilities[end].item(), abs=1e-6)
        assert band.high[end] == pytest.approx(curve.probabilities[end].item(), abs=1e-6)
    assert (band.low <= band.middle + 1e-6).all()
    assert (band.middle <= band.high + 1e-6).all()
    torch.testing.assert_close(band.areas, again.areas)
    assert band.cost.forward <= 2**P


@given(games)
def test_random_orders_fall_as_far_as_their_own_measures_say(drawn: tuple[int, int]) -> None:
    P, game = drawn[0], table_game(*drawn)
    for direction, measure in (("deletion", comprehensiveness), ("insertion", sufficiency)):
        generator = np.random.default_rng(3)
        orders = [torch.from_numpy(generator.permutation(P)) for _ in range(4)]
        band = random_band(game, P, direction, orders=4, seed=3)
        expected = torch.tensor([measure(game, order) for order in orders])
        torch.testing.assert_close(band.falls, expected, atol=1e-6, rtol=0)
