"""The learning curve: how right a head is that learned from a part of the rows, and whether more help."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.base.intervals import OUTSIDE, share
from core.base.numbers import Estimate

PARTS = (0.125, 0.25, 0.5, 1.0)
DRAWS = 10  # of rows, for each part but all of them
RESAMPLES = 2000
# Rows to learn from, by index, to whether each row that was set aside is then right, (N,).
Right = Callable[[NDArray[np.int64]], NDArray[np.bool_]]


@dataclass(frozen=True)
class Point:
    """So many rows drawn so often, and the mean accuracy on the rows set aside with its 95 % interval."""

    rows: int
    draws: int
    accuracy: Estimate


@dataclass(frozen=True)
class LearningCurve:
    """The points, and what the second half of the rows added to the accuracy, with a 95 % interval."""

    points: tuple[Point, ...]
    gain: Estimate


def learning_curve(labels: Sequence[int], right_of: Right, seed: int) -> LearningCurve:
    """Learn from parts of each class drawn at random, several times each.

    The intervals hold both which rows were drawn and which were set aside: both are drawn again with
    replacement, the rows set aside alike for all parts.
    """
    generator = np.random.default_rng(seed)
    found = [_draws(np.array(labels), part, right_of, generator) for part in PARTS]  # (rows, (D, N)) each
    held_out = found[-1][1].shape[1]
    weights = generator.multinomial(held_out, np.full(held_out, 1 / held_out), RESAMPLES) / held_out  # (R, N)
    spreads = [_resampled(right, weights, generator) for _, right in found]  # (R,) each
    points = tuple(
        Point(rows, len(right), _estimate(right, spread))
        for (rows, right), spread in zip(found, spreads, strict=True)
    )
    value = points[-1].accuracy.value - points[-2].accuracy.value
    return LearningCurve(points, _between(value, spreads[-1] - spreads[-2]))


def drawn(labels: NDArray[np.int64], part: float, generator: np.random.Generator) -> NDArray[np.int64]:
    """Indices of a part of the rows of each class, in order; at least one of each."""
    rows = []
    for label in np.unique(labels):
        own = np.flatnonzero(labels == label)
        rows.append(generator.permutation(own)[: max(1, round(part * len(own)))])
    return np.sort(np.concatenate(rows))


def _draws(
    labels: NDArray[np.int64], part: float, right_of: Right, generator: np.random.Generator
) -> tuple[int, NDArray[np.bool_]]:
    sets = [drawn(labels, part, generator) for _ in range(1 if part == 1 else DRAWS)]
    return len(sets[0]), np.stack([right_of(rows) for rows in sets])


def _resampled(
    right: NDArray[np.bool_], weights: NDArray[np.float64], generator: np.random.Generator
) -> NDArray[np.float64]:
    """The mean accuracy under each resample of the rows set aside, and of the draws."""
    accuracies = weights @ right.T.astype(np.float64)  # (R, D)
    again = generator.integers(0, len(right), accuracies.shape)
    return np.asarray(np.take_along_axis(accuracies, again, axis=1).mean(axis=1))


def _estimate(right: NDArray[np.bool_], spread: NDArray[np.float64]) -> Estimate:
    if len(right) == 1:
        return share(int(right.sum()), right.shape[1])
    return _between(float(right.mean()), spread)


def _between(value: float, spread: NDArray[np.float64]) -> Estimate:
    low, high = np.quantile(spread, (OUTSIDE / 2, 1 - OUTSIDE / 2)).tolist()
    return Estimate(value, min(low, value), max(high, value))
