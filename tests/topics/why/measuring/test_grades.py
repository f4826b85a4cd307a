"""Grades of orders on a sentence whose words' worth is known."""

import pytest
import torch
from torch import Tensor

from core.topics.why.measuring.grades import grades, random_grades, random_orders

WORTH = torch.tensor([0.1, -1.0, 4.0, 0.5])


class Additive:
    """Of a Reading what grading asks for: each word adds its worth to the difference."""

    words = ("a", "dull", "great", "film")
    difference = float(WORTH.sum())

    def game(self, kept: Tensor) -> Tensor:
        return kept.float() @ WORTH


def test_the_true_values_are_graded_best_and_their_opposite_worst() -> None:
    best, worst = grades(Additive(), WORTH), grades(Additive(), -WORTH)  # type: ignore[arg-type]
    chance = random_grades(Additive(), seed=0, orders=200)  # type: ignore[arg-type]
    assert best.comprehensiveness > chance.comprehensiveness > worst.comprehensiveness
    assert best.sufficiency < chance.sufficiency < worst.sufficiency
    assert best.area < chance.area < worst.area


def test_comprehensiveness_by_hand() -> None:
    found = grades(Additive(), WORTH)  # type: ignore[arg-type]
    whole, one, two = torch.sigmoid(torch.tensor([3.6, -0.4, -0.9])).tolist()
    expected = whole - (4 * one + two) / 5  # 1, 5, 10 and 20 % of four words are one word, 50 % two
    assert found.comprehensiveness == pytest.approx(expected, abs=1e-6)


def test_random_orders_hold_each_word_once_and_come_back_with_their_seed() -> None:
    orders = random_orders(6, seed=3, orders=5)
    assert all(sorted(order.tolist()) == list(range(6)) for order in orders)
    assert [order.tolist() for order in orders] == [order.tolist() for order in random_orders(6, 3, 5)]
    assert len({tuple(order.tolist()) for order in orders}) > 1
