"""Occlusion by hand."""

import pytest
import torch

from core.nn.attribution.occlusion import occlusion
from tests.nn.attribution.support import additive_game


def test_words_of_an_additive_game_get_their_worth() -> None:
    worth = torch.tensor([1.0, -2.0, 0.0])
    found = occlusion(additive_game(worth, 0.5), 3)
    torch.testing.assert_close(found.values, worth)
    assert (found.whole, found.nothing, found.cost.forward) == (-0.5, 0.5, 5)
    assert found.gap == pytest.approx(0, abs=1e-6)


def test_two_words_that_cover_for_each_other_get_nothing() -> None:
    found = occlusion(lambda kept: kept.any(dim=1).float(), 2)
    assert found.values.tolist() == [0, 0]
    assert found.gap == 1


def test_one_word() -> None:
    found = occlusion(additive_game(torch.tensor([3.0])), 1)
    assert found.values.tolist() == [3]
    assert found.cost.forward == 2
