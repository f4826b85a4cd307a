"""A file without labels: how many of its verdicts are probably right, going by how sure the model is.

On labelled rows of a reference the chance of being right is read off as a function of confidence, and the
file's verdicts are taken to be right as often. That holds where the file is like the reference; how far it is
from it, `core.evaluation.domain` tells.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.base.intervals import OUTSIDE
from core.base.numbers import Estimate
from core.evaluation.scored import Scored
from core.evaluation.thresholds import margins

RESAMPLES = 500
FEWEST = 40  # labelled rows of a reference
MOST_STEPS = 50
RIDGE = 1e-3  # pulls the slope of a reference without errors back from infinity


@dataclass(frozen=True)
class Expected:
    """Expected accuracy of so many verdicts, with a 95 % interval, from so many labelled reference rows."""

    accuracy: Estimate
    rows: int
    reference_rows: int


def expected_accuracy(
    scored: Scored, reference: Scored, model: int = 0, reference_model: int = 0, seed: int = 0
) -> Expected | None:
    """How many verdicts are right, on average; None where either side has too little to tell.

    The interval holds what varies: which rows the reference has (bootstrap), and which of this file's
    verdicts are right given their chances (drawn).
    """
    rows, known = scored.judged, reference.labelled
    verdicts, judged = scored.verdicts[model], reference.verdicts[reference_model]
    if not rows.any() or known.sum() < FEWEST:
        return None
    if not (verdicts.has_probabilities and judged.has_probabilities):
        return None
    here = np.abs(margins(verdicts.probability[rows]))  # (N,)
    there, right = np.abs(margins(judged.probability[known])), reference.right(reference_model)[known]
    accuracy = _estimate(here, there, right, np.random.default_rng(seed))
    return Expected(accuracy, len(here), len(there))


def fit_chances(
    margin: NDArray[np.float64], right: NDArray[np.bool_], start: tuple[float, float] = (0.0, 1.0)
) -> tuple[float, float]:
    """Intercept a and slope b of sigmoid(a + b·margin), the chance that a verdict is right; Newton's method.

    Source: Platt 1999, on the margin of the class that was chosen.
    """
    design = np.stack([np.ones_like(margin), margin], axis=-1)  # (N, 2)
    penalty = np.diag([0.0, RIDGE])
    weights = np.array(start)
    for _ in range(MOST_STEPS):
        chance = _sigmoid(design @ weights)  # (N,)
        slope = design.T @ (chance - right) + penalty @ (weights - [0.0, 1.0])
        bend = design.T @ (design * (chance * (1 - chance))[:, None]) + penalty + 1e-9 * np.eye(2)
        step = np.clip(np.linalg.solve(bend, slope), -2, 2)  # in the flat a whole step would leap away
        weights = weights - step
        if np.abs(step).max() < 1e-7:
            break
    return float(weights[0]), float(weights[1])


def _estimate(
    here: NDArray[np.float64],
    there: NDArray[np.float64],
    right: NDArray[np.bool_],
    generator: np.random.Generator,
) -> Estimate:
    start = fit_chances(there, right)
    drawn = []
    for _ in range(RESAMPLES):
        rows = generator.integers(0, len(there), len(there))
        chances = _chances(here, fit_chances(there[rows], right[rows], start))
        drawn.append((generator.random(len(here)) < chances).mean())
    low, high = np.quantile(drawn, (OUTSIDE / 2, 1 - OUTSIDE / 2)).tolist()
    value = float(_chances(here, start).mean())
    return Estimate(value, min(low, value), max(high, value))


def _chances(here: NDArray[np.float64], line: tuple[float, float]) -> NDArray[np.float64]:
    intercept, slope = line
    return _sigmoid(intercept + slope * here)


def _sigmoid(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -50, 50))))
