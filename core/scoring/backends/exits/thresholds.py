"""The thresholds of several exits under one budget: how many verdicts may change, all exits together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NEVER = 1e9  # of a threshold: no log-odds are so large
STEPS = 60  # thresholds that are tried for an exit
ROUNDS = 4
PRICES = np.geomspace(0.2, 2000, 60)  # of a changed verdict, in whole networks of computation


@dataclass(frozen=True)
class Outcome:
    """What thresholds do to some texts: the share that leaves at each exit and at the end, the share of
    verdicts that change, and the part of the network that is computed for a text on average.
    """

    leaving: tuple[float, ...]
    changed: float
    computed: float


def outcome(
    log_odds: NDArray[np.float64], sure: NDArray[np.bool_], thresholds: Sequence[float], ends: Sequence[float]
) -> Outcome:
    """What happens to texts whose exits say `log_odds` (E, N), and of which the network is `sure` (N,) that
    they are positive; `ends` (E + 1,) is the part of the network behind which each exit stands, 1 at last.
    """
    level = _levels(log_odds, thresholds)  # (N,)
    exits = len(thresholds)
    said = np.concatenate([log_odds >= 0, sure[None]])[level, np.arange(len(sure))]  # (N,)
    counts = np.bincount(level, minlength=exits + 1) / len(sure)
    computed = float(np.asarray(ends)[level].mean())
    return Outcome(tuple(map(float, counts)), float((said != sure).mean()), computed)


def fitted(
    log_odds: NDArray[np.float64], sure: NDArray[np.bool_], ends: Sequence[float], budget: float
) -> tuple[float, ...]:
    """The thresholds that compute least while at most `budget` of all verdicts change.

    Each exit in turn is given the best of STEPS thresholds at a price of a changed verdict, some ROUNDS;
    of several prices the one that spends the budget best is kept.
    """
    tried = [_candidates(row) for row in log_odds]
    best: tuple[float, ...] = (NEVER,) * len(log_odds)
    least = 1.0
    for price in PRICES:
        found = _at_price(log_odds, sure, ends, tried, float(price))
        result = outcome(log_odds, sure, found, ends)
        if result.changed <= budget and result.computed < least:
            best, least = found, result.computed
    return best


def _at_price(
    log_odds: NDArray[np.float64],
    sure: NDArray[np.bool_],
    ends: Sequence[float],
    tried: Sequence[NDArray[np.float64]],
    price: float,
) -> tuple[float, ...]:
    thresholds = [NEVER] * len(tried)
    wrong = np.concatenate([(log_odds >= 0) != sure, np.zeros((1, len(sure)), np.bool_)])  # (E + 1, N)
    each = np.asarray(ends)[:, None] + price * wrong  # (E + 1, N): what a text costs that leaves there
    for _ in range(ROUNDS):
        before = tuple(thresholds)
        for place, candidates in enumerate(tried):
            thresholds[place] = NEVER
            level = _levels(log_odds, thresholds)  # (N,)
            # Only texts that would otherwise go further are touched by this exit.
            gain = np.where(level > place, each[place] - each[level, np.arange(len(sure))], 0)  # (N,)
            thresholds[place] = _cheapest(np.abs(log_odds[place]), gain, candidates)
        if tuple(thresholds) == before:
            break
    return tuple(thresholds)


def _cheapest(size: NDArray[np.float64], gain: NDArray[np.float64], candidates: NDArray[np.float64]) -> float:
    """The candidate whose texts, those of at least this `size` (N,), have the least sum of `gain` (N,)."""
    order = np.argsort(-size)
    sums = np.concatenate([[0.0], np.cumsum(gain[order])])
    counts = len(size) - np.searchsorted(size[order][::-1], candidates, side="left")
    return float(candidates[int(np.argmin(sums[counts]))])


def _candidates(log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    quantiles = np.quantile(np.abs(log_odds), np.linspace(0, 0.99, STEPS - 1))
    return np.append(quantiles, NEVER)


def _levels(log_odds: NDArray[np.float64], thresholds: Sequence[float]) -> NDArray[np.int64]:
    """The number of the first exit that is sure of each text, or that of the end. (N,)"""
    leaves = np.abs(log_odds) >= np.asarray(thresholds)[:, None]  # (E, N)
    at_last = np.ones((1, log_odds.shape[1]), np.bool_)
    return np.concatenate([leaves, at_last]).argmax(axis=0)
