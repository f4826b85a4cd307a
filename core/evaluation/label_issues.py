"""Labels to look at again: rows where a model that never saw the label is confident of the other one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.base.intervals import share
from core.base.numbers import Estimate
from core.evaluation.scored import Scored

ANSWERS = 20  # of a person, on rows drawn at random from those that are flagged


@dataclass(frozen=True)
class LabelIssues:
    """Indices of flagged rows, the least likely label first, and the confidence that counts for each class.

    `thresholds` are the mean probability of negative among rows labelled so, and that of positive.
    """

    rows: NDArray[np.int64]
    thresholds: tuple[float, float]


def label_issues(scored: Scored, model: int = 0) -> LabelIssues | None:
    """Flag the rows whose verdict contradicts their label and is as confident as is usual for its class.

    The probabilities must be of a model that did not learn from these labels. None where a class is missing,
    or the file holds verdicts without probabilities.
    Source: Northcutt, Jiang & Chuang 2021, confident learning, equation 1 with the off-diagonal counted.
    """
    rows, verdicts = scored.labelled, scored.verdicts[model]
    positive, labels = verdicts.probability, scored.labels
    if not verdicts.has_probabilities or not all((labels[rows] == one).any() for one in (0, 1)):
        return None
    usual = (
        float((1 - positive)[rows & (labels == 0)].mean()),
        float(positive[rows & (labels == 1)].mean()),
    )
    # A row may be confident of both classes where the thresholds are low: the more probable one counts.
    says_positive = positive >= 0.5
    confident = np.where(says_positive, positive >= usual[1], 1 - positive >= usual[0])
    flagged = np.flatnonzero(rows & confident & (says_positive != (labels == 1)))
    own = np.where(labels == 1, positive, 1 - positive)[flagged]  # the probability of the given label
    return LabelIssues(flagged[np.argsort(own, kind="stable")], usual)


def draw(issues: LabelIssues, seed: int = 0) -> list[int]:
    """The flagged rows that a person is asked about, in a random order; at most ANSWERS."""
    order = np.random.default_rng(seed).permutation(issues.rows)
    return [int(row) for row in order[:ANSWERS]]


def really_wrong(wrong: int, answers: int) -> Estimate:
    """The share of flagged labels that are really wrong, from so many answers on a random draw of them."""
    return share(wrong, answers)
