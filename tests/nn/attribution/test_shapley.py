"""Shapley values: axioms, all orders one by one, and kernel SHAP against them."""

from itertools import permutations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.nn.attribution.kernel_shap import kernel_shap, shap_coalitions
from core.nn.attribution.shapley import MOST_PLAYERS, every_coalition, exact_shapley
from tests.nn.attribution.support import additive_game, games, table_game


def over_all_orders(game, P: int) -> torch.Tensor:
    """What each player adds when it comes in, averaged over every order."""
    added = torch.zeros(P, dtype=torch.float64)
    orders = list(permutations(range(P)))
    for order in orders:
        kept = torch.zeros(1, P, dtype=torch.bool)
        before = game(kept).item()
        for player in order:
            kept[0, player] = True
            after = game(kept).item()
            added[player] += after - before
            before = after
    return (added / len(orders)).float()


@given(st.tuples(st.integers(1, 4), st.integers(0, 9999)))
def test_values_are_the_mean_over_all_orders(drawn: tuple[int, int]) -> None:
    game = table_game(*drawn)
    found = exact_shapley(game, drawn[0])
    torch.testing.assert_close(found.values, over_all_orders(game, drawn[0]), atol=1e-5, rtol=0)
    assert found.cost.forward == 2 ** drawn[0]


def test_the_glove_game_by_hand() -> None:
    """Players 0 and 1 have a left glove, 2 the right one; a pair is worth 1: (1/6, 1/6, 4/6)."""
    found = exact_shapley(lambda kept: (kept[:, 2] & (kept[:, 0] | kept[:, 1])).float(), 3)
    torch.testing.assert_close(found.values, torch.tensor([1 / 6, 1 / 6, 4 / 6]))
    right = found.marginals(2)
    torch.testing.assert_close(right.means, torch.tensor([0.0, 1.0, 1.0]))
    assert right.value == pytest.approx(2 / 3)
    assert right.sizes.tolist() == [0, 1, 1, 2]
    assert right.added.tolist() == [0, 1, 1, 1]


@given(games)
def test_efficiency(drawn: tuple[int, int]) -> None:
    found = exact_shapley(table_game(*drawn), drawn[0])
    assert found.gap == pytest.approx(0, abs=1e-5)


@given(games)
def test_symmetry(drawn: tuple[int, int]) -> None:
    """Of players 0 and 1 the game sees only how many are there."""
    P, seed = drawn[0] + 1, drawn[1]
    table = table_game(P, seed)

    def game(kept: torch.Tensor) -> torch.Tensor:
        pair = kept[:, :2].sum(dim=1)
        return table(torch.cat([(pair > 0)[:, None], (pair > 1)[:, None], kept[:, 2:]], dim=1))

    values = exact_shapley(game, P).values
    assert values[0].item() == pytest.approx(values[1].item(), abs=1e-5)


@given(games)
def test_a_dummy_gets_its_own_worth(drawn: tuple[int, int]) -> None:
    P, seed = drawn
    game = lambda kept: table_game(P, seed)(kept[:, 1:]) + 2.5 * kept[:, 0]  # noqa: E731
    found = exact_shapley(game, P + 1)
    assert found.values[0].item() == pytest.approx(2.5, abs=1e-5)
    torch.testing.assert_close(
        found.values[1:], exact_shapley(table_game(P, seed), P).values, atol=1e-5, rtol=0
    )


def test_more_players_are_refused() -> None:
    with pytest.raises(ValueError, match="13 players"):
        exact_shapley(table_game(13, 0), MOST_PLAYERS + 1)


@given(games)
def test_kernel_shap_with_every_coalition_is_exact(drawn: tuple[int, int]) -> None:
    game, P = table_game(*drawn), drawn[0]
    found = kernel_shap(game, P, samples=2**P)
    torch.testing.assert_close(found.values, exact_shapley(game, P).values, atol=1e-5, rtol=0)
    assert found.cost.forward == 2**P


@given(st.integers(2, 20), st.integers(10, 300), st.integers(0, 99))
def test_kernel_shap_adds_up_whatever_it_sampled(P: int, samples: int, seed: int) -> None:
    worth = torch.randn(P, generator=torch.Generator().manual_seed(seed))
    game = lambda kept: torch.tanh(kept.float() @ worth)  # noqa: E731
    found = kernel_shap(game, P, samples, seed)
    assert found.gap == pytest.approx(0, abs=1e-4)
    assert found.cost.forward <= samples + 2
    torch.testing.assert_close(found.values, kernel_shap(game, P, samples, seed).values)


def test_kernel_shap_comes_closer_with_more_samples() -> None:
    worth = torch.randn(10, generator=torch.Generator().manual_seed(3)) * 2
    game = lambda kept: torch.tanh(kept.float() @ worth)  # noqa: E731
    exact = exact_shapley(game, 10).values
    errors = [
        np.mean([(kernel_shap(game, 10, n, seed).values - exact).norm() for seed in range(9)])
        for n in (30, 120, 1022)
    ]
    assert errors[0] > errors[1] > errors[2]
    assert errors[2] == pytest.approx(0, abs=1e-5)


def test_kernel_shap_finds_an_additive_game_from_few_samples() -> None:
    worth = torch.linspace(-2, 3, 30)
    torch.testing.assert_close(kernel_shap(additive_game(worth), 30, 100).values, worth, atol=1e-4, rtol=0)


def test_coalitions_of_most_weight_come_whole() -> None:
    """Of 10 players sizes 1 and 9 are 20 coalitions, 2 and 8 are 90; a size weighs 9 / (s (10 − s))."""
    kept, weights = shap_coalitions(10, 60, seed=0)
    sizes = kept.sum(dim=1)
    assert (sizes[:20] == 1).sum() == (sizes[:20] == 9).sum() == 10
    assert set(sizes[20:].tolist()) <= set(range(2, 9))
    assert 50 <= len(kept) <= 60
    assert len({tuple(row) for row in kept.tolist()}) == len(kept)
    total = sum(9 / (s * (10 - s)) for s in range(1, 10))
    assert weights[:20].sum().item() == pytest.approx(2 / total)


def test_every_coalition_stands_at_its_number() -> None:
    assert every_coalition(3)[6].tolist() == [False, True, True]
    assert len(every_coalition(0)) == 1
