"""A game's values of many coalitions: equal ones are played once, and counted."""

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from core.nn.attribution.results import Cost, Game


class Coalitions:
    """A game of P players for the length of one method: it knows what it was asked, and the cost of it."""

    def __init__(self, game: Game, P: int) -> None:
        self.P, self._game = P, game
        self._known: dict[bytes, float] = {}

    @property
    def cost(self) -> Cost:
        """One forward pass for each different coalition that was asked for."""
        return Cost(forward=len(self._known))

    def __call__(self, kept: Bool[Tensor, "N P"]) -> Float[Tensor, "N"]:
        """The values of coalitions in float32; those not yet known are played together, each once."""
        keys = [row.tobytes() for row in kept.numpy()]
        new = {key: number for number, key in enumerate(keys) if key not in self._known}
        if new:
            values = self._game(kept[list(new.values())]).detach().float()  # (N',)
            self._known.update(zip(new, values.tolist(), strict=True))
        return torch.tensor([self._known[key] for key in keys], dtype=torch.float32)  # (N,)

    def ends(self) -> tuple[float, float]:
        """The values of all players together, and of none."""
        everyone = torch.ones(1, self.P, dtype=torch.bool)
        whole, nothing = self(torch.cat([everyone, ~everyone])).tolist()
        return whole, nothing


def in_batches(game: Game, size: int) -> Game:
    """The same game, of which at most `size` coalitions are played at once."""

    def played(kept: Tensor) -> Tensor:
        return torch.cat([game(part) for part in kept.split(size)])

    return played


def grouped(game: Game, group_of: Int[Tensor, "P"]) -> Game:
    """The game whose players are groups (clauses, say): a player is kept where its group is."""

    def played(kept: Tensor) -> Tensor:
        return game(kept[:, group_of])  # (N, P)

    return played
