"""The thresholds of several exits under one budget: how many verdicts may change, all exits together.

Of each exit it is first learned how often it is wrong of texts that it is so sure of. Then one number, the
price of a changed verdict, sets the thresholds of all exits at once, and is lowered from the most careful
on for as long as the upper bound of how many verdicts change keeps within the budget. With one number to
choose, and in a fixed order, the bound hardly flatters (fixed sequence testing; Angelopoulos et al. 2021,
Learn then Test), as it would where each threshold is fitted to the same texts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.base.intervals import upper_share
from core.scoring.backends.exits.heads import NEVER

BUDGET = 0.005  # of verdicts of each length, that surely no more change, as a backend is allowed to
PRICES = np.geomspace(20_000, 1, 160)  # of a changed verdict, in whole networks of computation
ROUNDS = 50  # of Newton's method


@dataclass(frozen=True)
class Outcome:
    """What thresholds do to some texts: the share that leaves at each exit and at the end, the share of
    verdicts that change, and the part of the network that is computed for a text on average.
    """

    leaving: tuple[float, ...]
    changed: float
    computed: float


@dataclass(frozen=True)
class Heard:
    """What was said of N texts: `log_odds` (E, N) by the exits, `last` (N,) by the network at the end, and
    what would be `right` (N,); true is positive. `ends` (E + 1,) is the part of the network behind which
    each exit stands, 1 at last.
    """

    log_odds: NDArray[np.float64]
    last: NDArray[np.bool_]
    right: NDArray[np.bool_]
    ends: Sequence[float]

    def among(self, rows: NDArray[np.bool_]) -> "Heard":
        """Only some of the texts."""
        return Heard(self.log_odds[:, rows], self.last[rows], self.right[rows], self.ends)


def outcome(heard: Heard, thresholds: Sequence[float]) -> Outcome:
    """What happens to the texts with these thresholds (E,)."""
    level = levels(heard.log_odds, thresholds)  # (N,)
    counts = np.bincount(level, minlength=len(thresholds) + 1) / len(level)
    computed = float(np.asarray(heard.ends)[level].mean())
    changed = float((said_at(heard, level) != heard.right).mean())
    return Outcome(tuple(map(float, counts)), changed, computed)


def fitted(heard: Heard, budget: float) -> tuple[float, ...]:
    """The thresholds that compute least, of those at a price, while surely at most `budget` of all verdicts
    change; all NEVER where not even the highest price keeps it.
    """
    count, known = len(heard.right), risks(heard)
    best = (NEVER,) * len(known)
    for price in PRICES if count else ():
        tried = at_price(known, heard.ends, price)
        if upper_share(round(outcome(heard, tried).changed * count), count) > budget:
            break
        best = tried
    return best


def risks(heard: Heard) -> list[tuple[float, float]]:
    """How often each exit is wrong of texts that it is so sure of; see `risk`."""
    return [risk(np.abs(row), (row >= 0) != heard.right) for row in heard.log_odds]


def at_price(known: Sequence[tuple[float, float]], ends: Sequence[float], price: float) -> tuple[float, ...]:
    """The thresholds (E,) beyond which what an exit spares is worth its `known` risk at a price."""
    return tuple(_threshold(a, b, (1 - end) / price) for (a, b), end in zip(known, ends[:-1], strict=True))


def risk(size: NDArray[np.float64], wrong: NDArray[np.bool_]) -> tuple[float, float]:
    """a and b, so that sigmoid(a − b·size) is how often an exit is wrong of texts with log-odds of this size.

    By logistic regression on `size` (N,), with one wrong and one right text added at size 0.
    """
    x = np.stack([np.ones(len(size) + 2), -np.append(size, [0, 0])])  # (2, N + 2)
    y, weights = np.append(wrong, [True, False]), np.zeros(2)
    for _ in range(ROUNDS):
        p = 1 / (1 + np.exp(-(weights @ x)))  # (N + 2,)
        curvature = (x * (p * (1 - p))) @ x.T + 1e-6 * np.eye(2)  # (2, 2)
        weights = weights + np.linalg.solve(curvature, x @ (y - p) - 1e-6 * weights)
    return float(weights[0]), float(weights[1])


def levels(log_odds: NDArray[np.float64], thresholds: Sequence[float]) -> NDArray[np.int64]:
    """The number of the first exit that is sure of each text, or that of the end. (N,)"""
    leaves = np.abs(log_odds) >= np.asarray(thresholds)[:, None]  # (E, N)
    at_last = np.ones((1, log_odds.shape[1]), np.bool_)
    return np.concatenate([leaves, at_last]).argmax(axis=0)


def said_at(heard: Heard, level: NDArray[np.int64]) -> NDArray[np.bool_]:
    """The verdict of each text (N,) where it leaves: at the exit of that number, or at the end."""
    return np.concatenate([heard.log_odds >= 0, heard.last[None]])[level, np.arange(len(level))]


def _threshold(a: float, b: float, risk_allowed: float) -> float:
    """Where sigmoid(a − b·size) falls to what is allowed; NEVER where being surer makes no difference."""
    if b <= 0:
        return NEVER
    allowed = min(0.5, risk_allowed)
    return max(0.0, (a - float(np.log(allowed / (1 - allowed)))) / b)
