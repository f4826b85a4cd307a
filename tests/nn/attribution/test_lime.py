"""LIME: its regression against scikit-learn's, its versions and its kernel by hand."""

import math

import pytest
import torch
from sklearn.linear_model import Ridge
from sklearn.metrics.pairwise import cosine_distances

from core.nn.attribution.lime import closeness, lime, lime_versions, weighted_ridge
from tests.nn.attribution.support import additive_game, table_game


def test_the_regression_is_scikit_learn_s() -> None:
    kept = lime_versions(6, 80, seed=1)
    values, weights = table_game(6, 2)(kept), closeness(kept, 0.25)
    ours, intercept = weighted_ridge(kept, values, weights, 1.0)
    theirs = Ridge(alpha=1.0).fit(kept.double(), values.double(), sample_weight=weights)
    torch.testing.assert_close(ours, torch.from_numpy(theirs.coef_))
    assert intercept == pytest.approx(float(theirs.intercept_))


def test_closeness_is_the_package_s_kernel() -> None:
    """√exp(−(100 d)²/25²), d by scikit-learn; a text of no words has distance 1."""
    kept = torch.tensor([[1, 1, 1, 1], [1, 0, 0, 0], [0, 0, 0, 0]]).bool()
    distances = cosine_distances(kept.double(), kept[:1].double())[:, 0]
    expected = [math.sqrt(math.exp(-((100 * d) ** 2) / 25**2)) for d in distances]
    assert closeness(kept, 0.25).tolist() == pytest.approx(expected)


def test_versions_begin_with_the_sentence_and_lose_every_number_of_words() -> None:
    kept = lime_versions(5, 2000, seed=0)
    assert kept.shape == (2000, 5)
    assert kept[0].all()
    counts = (~kept[1:]).sum(dim=1).bincount()
    assert counts[0] == 0
    assert counts[1:].float() / 1999 == pytest.approx([0.2] * 5, abs=0.04)
    assert kept[1:].float().mean(dim=0) == pytest.approx([0.4] * 5, abs=0.05)


def test_an_additive_game_is_found_but_for_the_penalty() -> None:
    worth = torch.tensor([2.0, -1.0, 0.0, 0.5])
    found = lime(additive_game(worth, 0.3), 4, samples=3000, penalty=1e-6)
    torch.testing.assert_close(found.values, worth, atol=1e-4, rtol=0)
    assert found.intercept == pytest.approx(0.3, abs=1e-4)
    assert found.fit == pytest.approx(1, abs=1e-6)
    assert found.cost.forward == 16  # there are no more versions


def test_a_seed_gives_the_same_again_and_another_not() -> None:
    game = table_game(8, 5)
    torch.testing.assert_close(lime(game, 8, 60, 1).values, lime(game, 8, 60, 1).values)
    assert not torch.equal(lime(game, 8, 60, 1).values, lime(game, 8, 60, 2).values)
    assert 0 <= lime(game, 8, 60, 1).fit < 1


def test_one_word() -> None:
    assert lime(additive_game(torch.tensor([3.0])), 1, 50, penalty=1e-9).values.item() == pytest.approx(3)


def test_an_answer_that_never_changes() -> None:
    found = lime(additive_game(torch.zeros(3), 2.0), 3, 20)
    assert found.values.tolist() == pytest.approx([0, 0, 0], abs=1e-6)
    assert found.intercept == pytest.approx(2)
