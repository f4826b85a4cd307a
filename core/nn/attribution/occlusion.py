"""Occlusion: what the logit difference loses when one player alone is taken away."""

import torch

from core.nn.attribution.coalitions import Coalitions
from core.nn.attribution.results import Attribution, Game


def occlusion(game: Game, P: int) -> Attribution:
    """v(all) − v(all but one) for each player.

    Players that say the same thing cover for each other and get little, so the values need not add up.
    Source: Zeiler & Fergus 2014, section 4.2; for text Li, Monroe & Jurafsky 2016 ("erasure").
    """
    coalitions = Coalitions(game, P)
    whole, nothing = coalitions.ends()
    without = coalitions(~torch.eye(P, dtype=torch.bool))  # (P,)
    return Attribution(whole - without, whole, nothing, coalitions.cost)
