"""The small model of the loop: logistic regression on frozen vectors, fitted anew in milliseconds."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

MOST_STEPS = 500

# Vectors (N, D) to the probability of each of C classes, (N, C).
Model = Callable[[NDArray[np.float32]], NDArray[np.float64]]


def learn(vectors: NDArray[np.float32], labels: Sequence[int], classes: int) -> Model | None:
    """Fit a model of C classes, 0 … C−1, to N labels; None where they are of one class, or there are none.

    A class that no label names has probability 0.
    """
    if len(set(labels)) < 2:
        return None
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(max_iter=MOST_STEPS).fit(vectors, labels)

    def probabilities(rows: NDArray[np.float32]) -> NDArray[np.float64]:
        found = np.zeros((len(rows), classes))  # (N, C)
        if len(rows):
            found[:, fitted.classes_] = fitted.predict_proba(rows)
        return found

    return probabilities


def margins(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far the most probable class is ahead of the next, 0 … 1, (N,)."""
    ordered = np.sort(probabilities, axis=1)  # (N, C)
    return np.asarray(ordered[:, -1] - ordered[:, -2])
