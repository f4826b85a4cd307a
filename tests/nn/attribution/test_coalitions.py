"""A game is played once for equal coalitions, in whatever batches."""

import torch

from core.nn.attribution.coalitions import Coalitions, grouped, in_batches
from tests.nn.attribution.support import table_game

KEPT = torch.tensor([[1, 0, 1], [0, 0, 0], [1, 0, 1], [1, 1, 1], [0, 0, 0]]).bool()


def test_equal_coalitions_are_played_once() -> None:
    asked: list[int] = []

    def counting(kept: torch.Tensor) -> torch.Tensor:
        asked.append(len(kept))
        return table_game(3, 0)(kept)

    coalitions = Coalitions(counting, 3)
    torch.testing.assert_close(coalitions(KEPT), table_game(3, 0)(KEPT))
    torch.testing.assert_close(coalitions(KEPT[:2]), table_game(3, 0)(KEPT[:2]))
    assert asked == [3]
    assert coalitions.cost.forward == 3


def test_ends_are_all_and_nobody() -> None:
    whole, nothing = Coalitions(table_game(3, 1), 3).ends()
    assert [whole, nothing] == table_game(3, 1)(torch.tensor([[True] * 3, [False] * 3])).tolist()


def test_batches_change_nothing() -> None:
    for size in (1, 2, 5, 9):
        assert torch.equal(in_batches(table_game(3, 2), size)(KEPT), table_game(3, 2)(KEPT))


def test_a_group_stands_or_falls_together() -> None:
    game = grouped(table_game(3, 3), torch.tensor([0, 1, 0]))
    kept = torch.tensor([[True, False], [False, True]])
    assert torch.equal(game(kept), table_game(3, 3)(torch.tensor([[1, 0, 1], [0, 1, 0]]).bool()))
