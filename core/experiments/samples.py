"""What several experiments need: a part of the data, and how sure a count of right answers is."""

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


def share(right: int, total: int) -> dict[str, Any]:
    """The accuracy with its 95 % Wilson interval."""
    return {"accuracy": right / total, "interval": list(wilson_interval(right, total))}


def sign_test(lost: int, gained: int) -> float:
    """How likely chance alone makes `lost` and `gained` differ so much, were either equally likely.

    The exact two-sided test of McNemar for two classifiers on the same sentences. Source: McNemar 1947.
    """
    from scipy.stats import binomtest

    changes = lost + gained
    return float(binomtest(lost, changes).pvalue) if changes else 1.0
