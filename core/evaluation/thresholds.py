"""From which confidence on may a verdict stand without a look by hand? It depends on what errors cost."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.evaluation.scored import Scored
from core.evaluation.slices import halves

FEWEST = 40  # labelled rows for a half to say anything
EDGE = 1e-6  # how near to 0 or 1 a probability may lie, as files write six decimals
BINS = 15  # as in Guo et al. 2017


@dataclass(frozen=True)
class Costs:
    """What an error of each kind and a look by hand cost, in any one unit; a look finds the truth.

    `false_positive` is a negative row that was called positive.
    """

    false_positive: float = 5.0
    false_negative: float = 5.0
    review: float = 1.0


@dataclass(frozen=True)
class Thresholds:
    """For each threshold: the share of rows to look at, accuracy of the rest (NaN of none), cost a row.

    `threshold` is a confidence, 0.5 … 1 and one step beyond, at which all rows are looked at; `best` the
    place of the one that costs least. `expected` is what the threshold that one half of the rows chose costs
    on the other, both ways: the cost at `best` is too good, since it was chosen on the same rows.
    """

    threshold: NDArray[np.float64]
    reviewed: NDArray[np.float64]
    accuracy: NDArray[np.float64]
    cost: NDArray[np.float64]
    best: int
    expected: float


def thresholds(scored: Scored, costs: Costs, model: int = 0, seed: int = 0) -> Thresholds | None:
    """The curve over all thresholds; None where there is no labelled row or there are no probabilities."""
    rows = scored.labelled
    if not rows.any() or not scored.verdicts[model].has_probabilities:
        return None
    grid = np.round(np.append(np.arange(0.5, 1.0001, 0.01), 1.01), 2)
    reviewed, accuracy, cost = _curve(scored.of(rows), costs, model, grid)
    first, second = (_curve(scored.of(half), costs, model, grid)[2] for half in halves(rows, seed))
    expected = (second[int(np.argmin(first))] + first[int(np.argmin(second))]) / 2
    return Thresholds(grid, reviewed, accuracy, cost, int(np.argmin(cost)), float(expected))


def _curve(
    scored: Scored, costs: Costs, model: int, grid: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Share to review, accuracy of the rest, and cost a row, each (grid,); zero where there is no row."""
    total = max(1, len(scored))
    right = scored.right(model)
    price = np.where(scored.verdicts[model].positive, costs.false_positive, costs.false_negative)
    stands = np.round(scored.verdicts[model].confidence, 6) >= grid[:, None]  # (grid, N)
    errors = (stands & ~right) @ price
    reviewed = 1 - stands.sum(axis=1) / total if len(scored) else np.zeros(len(grid))
    with np.errstate(invalid="ignore"):
        accuracy = (stands & right).sum(axis=1) / stands.sum(axis=1)
    return reviewed, accuracy, errors / total + costs.review * reviewed


@dataclass(frozen=True)
class Calibration:
    """Expected calibration error on one half of the rows, as the model is and after a temperature.

    The temperature was fitted on the other half. All but `temperature` are shares.
    """

    temperature: float
    before: float
    after: float


def calibration(scored: Scored, model: int = 0, seed: int = 0) -> Calibration | None:
    """How far confidence and accuracy lie apart; None of fewer than 40 labelled rows, or no probabilities."""
    import torch

    from core.nn.calibration import calibration_error, fit_temperature

    rows = scored.labelled
    if int(rows.sum()) < FEWEST or not scored.verdicts[model].has_probabilities:
        return None
    fitted, tested = halves(rows, seed)
    margin = torch.from_numpy(margins(scored.verdicts[model].probability))
    truth = torch.from_numpy((scored.labels == 1).astype(np.int64))
    right = torch.from_numpy(scored.right(model)[tested].astype(np.int64))
    logits = torch.stack([-margin / 2, margin / 2], dim=-1)  # (N, 2)
    temperature = fit_temperature(logits[fitted], truth[fitted])

    def error(scale: float) -> float:
        sure = torch.sigmoid(margin[tested].abs() / scale)
        return calibration_error(sure, right, BINS).item()

    return Calibration(temperature.item(), error(1.0), error(temperature.item()))


def margins(probability: NDArray[np.float64]) -> NDArray[np.float64]:
    """log(p / (1 − p)), with p kept off 0 and 1 by as much as a file's decimals tell."""
    safe = np.clip(probability, EDGE, 1 - EDGE)
    return np.asarray(np.log(safe) - np.log1p(-safe))
