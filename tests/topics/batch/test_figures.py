"""The histogram of probabilities and the confusion matrix."""

import numpy as np

from core.app.figures.palette import LIGHT
from core.topics.batch.figures import confusion_matrix, coverage_curve, probability_histogram

TEXTS = {"title": "t", "x": "x", "y": "y", "hover": "h", "review": "r"}


def test_bars_stand_in_the_middle_of_their_bins() -> None:
    figure = probability_histogram(np.array([3, 0, 1, 5]), 0.8, TEXTS, LIGHT)
    bars = figure.data[0]
    assert bars.x.tolist() == [0.125, 0.375, 0.625, 0.875]
    assert bars.y.tolist() == [3, 0, 1, 5]
    assert list(bars.marker.color) == [LIGHT.negative] * 2 + [LIGHT.positive] * 2


def test_shade_covers_what_needs_review() -> None:
    shade = probability_histogram(np.array([1, 1]), 0.75, TEXTS, LIGHT).layout.shapes[0]
    assert (shade.x0, shade.x1) == (0.25, 0.75)
    assert not probability_histogram(np.array([1, 1]), 0.5, TEXTS, LIGHT).layout.shapes


def test_matrix_shows_counts_by_label_and_verdict() -> None:
    figure = confusion_matrix(np.array([[10, 2], [3, 1500]]), ["no", "yes"], TEXTS, LIGHT)
    cells = figure.data[0]
    assert [list(row) for row in cells.text] == [["10", "2"], ["3", "1,500"]]
    assert cells.z.dtype == np.float32
    assert cells.z.max() == 1


def test_coverage_marks_the_threshold() -> None:
    numbers = {
        "threshold": np.array([0.5, 0.75, 1.0]),
        "coverage": np.array([1.0, 0.5, 0.0]),
        "accuracy": np.array([0.8, 0.9, np.nan]),
    }
    line, point = coverage_curve(numbers, 0.76, TEXTS, LIGHT).data
    assert line.x.tolist() == [1.0, 0.5, 0.0]
    assert (point.x.tolist(), point.y.tolist()) == ([0.5], [0.9])
    assert point.text == ("76%",)
