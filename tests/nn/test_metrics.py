"""Confusion matrix, accuracy, F1 and the Wilson interval against hand-made cases and scipy."""

import numpy as np
import pytest
import torch
from scipy.stats import binomtest
from sklearn.metrics import confusion_matrix

from core.nn.metrics import Confusion, accuracy, confusion, f1, wilson_interval

PREDICTED = torch.tensor([1, 1, 1, 0, 0, 1, 0, 1])
TRUE = torch.tensor([1, 0, 1, 1, 0, 1, 0, 0])


def test_confusion_by_hand() -> None:
    assert confusion(PREDICTED, TRUE) == Confusion(3, 2, 1, 2)
    assert confusion(PREDICTED, TRUE).total == 8
    assert confusion(PREDICTED, TRUE).right == 5


def test_confusion_as_a_matrix_is_scikit_learns() -> None:
    assert np.array_equal(confusion(PREDICTED, TRUE).matrix, confusion_matrix(TRUE, PREDICTED))


def test_confusion_turns_over_with_its_arguments() -> None:
    assert confusion(TRUE, PREDICTED) == Confusion(3, 1, 2, 2)


def test_accuracy_and_f1_by_hand() -> None:
    assert accuracy(PREDICTED, TRUE).item() == pytest.approx(5 / 8)
    assert f1(PREDICTED, TRUE).item() == pytest.approx(6 / 9)


def test_f1_is_the_harmonic_mean_of_precision_and_recall() -> None:
    precision, recall = 3 / 5, 3 / 4
    assert f1(PREDICTED, TRUE).item() == pytest.approx(2 * precision * recall / (precision + recall))


@pytest.mark.parametrize(
    ("predicted", "true", "expected"), [([0, 0], [0, 0], 0.0), ([0, 0], [1, 1], 0.0), ([1, 1], [1, 1], 1.0)]
)
def test_f1_where_quotients_are_degenerate(predicted: list[int], true: list[int], expected: float) -> None:
    assert f1(torch.tensor(predicted), torch.tensor(true)).item() == expected


@pytest.mark.parametrize(
    ("right", "total"), [(0, 1), (1, 1), (0, 30), (30, 30), (7, 11), (784, 872), (1, 872)]
)
def test_wilson_interval_equals_scipys(right: int, total: int) -> None:
    known = binomtest(right, total).proportion_ci(method="wilson")
    assert wilson_interval(right, total) == pytest.approx((known.low, known.high), abs=1e-6)


def test_wilson_interval_narrows_with_more_sentences_and_stays_inside() -> None:
    intervals = [wilson_interval(9 * n, 10 * n) for n in (1, 10, 100, 1000)]
    widths = [high - low for low, high in intervals]
    assert widths == sorted(widths, reverse=True)
    assert all(0 <= low < 0.9 < high <= 1 for low, high in intervals)
