"""For labelled results: calibration error, and accuracy and coverage for each review threshold."""

from typing import Any

import numpy as np

from core.scoring.outcome import confidence, is_positive
from core.scoring.result import Result

BINS = 15  # as in Guo et al. 2017


def reliability(result: Result) -> dict[str, Any]:
    """The calibration error over labelled rows, and per bin of confidence: how many, how sure, how right."""
    import torch

    from core.nn.calibration import calibration_error

    sure, right = _labelled(result)
    error = calibration_error(torch.from_numpy(sure), torch.from_numpy(right.astype(np.int64)), BINS).item()
    numbers = np.minimum((sure * BINS).astype(np.int64), BINS - 1)
    bins = [
        {
            "count": int((numbers == number).sum()),
            "confidence": float(sure[numbers == number].mean()),
            "accuracy": float(right[numbers == number].mean()),
        }
        for number in np.unique(numbers)
    ]
    return {"error": error, "bins": bins}


def coverage(result: Result) -> dict[str, np.ndarray]:
    """For thresholds from 0.5 to 1: the proportion of labelled rows that are sure enough, and their accuracy.

    Rows with a problem need review at any threshold, so they are never covered. Accuracy is NaN of none.
    """
    thresholds = np.round(np.arange(0.5, 1.005, 0.01), 2)
    both = result.both
    sure = np.where(result.flagged[both], 0.0, confidence(result.probability[both]))
    right = is_positive(result.probability[both]) == (result.label[both] == 1)
    order = np.argsort(sure)
    rights = np.concatenate([np.cumsum(right[order][::-1])[::-1], [0]])
    first = np.searchsorted(sure[order], thresholds)
    covered = len(sure) - first
    accuracy = np.where(covered > 0, rights[first] / np.maximum(covered, 1), np.nan)
    return {"threshold": thresholds, "coverage": covered / max(1, len(sure)), "accuracy": accuracy}


def _labelled(result: Result) -> tuple[np.ndarray, np.ndarray]:
    both = result.both
    right = is_positive(result.probability[both]) == (result.label[both] == 1)
    return confidence(result.probability[both]), right
