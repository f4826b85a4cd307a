"""Sampling of a split, accuracy with its confidence interval, and the exact McNemar test."""

import random
from typing import Any

from core.data.labelled import Split
from core.nn.metrics import wilson_interval


def draw(split: Split, count: int | None, seed: int) -> Split:
    """At most `count` rows drawn by the seed, in file order; None takes all."""
    if count is None or count >= len(split):
        return split
    rows = sorted(random.Random(seed).sample(range(len(split)), count))
    return Split([split.sentences[n] for n in rows], [split.labels[n] for n in rows])


def accuracy_interval(right: int, total: int) -> dict[str, Any]:
    """Accuracy right / total and its 95 % Wilson interval, as a record keeps them. `total` must not be 0."""
    return {"accuracy": right / total, "interval": list(wilson_interval(right, total))}


def sign_test(lost: int, gained: int) -> float:
    """Two-sided p-value of the exact McNemar test of two classifiers on the same sentences.

    `lost` and `gained` count the sentences that only one or only the other gets right. 1 if both are 0.
    Source: McNemar 1947.
    """
    from scipy.stats import binomtest

    changes = lost + gained
    return float(binomtest(lost, changes).pvalue) if changes else 1.0
