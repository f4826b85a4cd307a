"""Games and values whose attributions are known."""

import torch
from hypothesis import strategies as st
from torch import Tensor

from core.nn.attribution.results import Game


def table_game(P: int, seed: int) -> Game:
    """Any game at all: a random value for each of the 2^P coalitions."""
    table = torch.randn(2**P, generator=torch.Generator().manual_seed(seed))
    return lambda kept: table[(kept.long() << torch.arange(P)).sum(dim=1)]


def additive_game(worth: Tensor, nothing: float = 0.0) -> Game:
    return lambda kept: nothing + kept.float() @ worth


games = st.tuples(st.integers(1, 6), st.integers(0, 9999))
