"""Figures: what is drawn is what was computed."""

from collections import defaultdict

import numpy as np
import pytest

from core.app.figures.palette import palette
from core.base.numbers import Estimate
from core.evaluation.compare import compare_right
from core.evaluation.thresholds import Costs, thresholds
from core.topics.evaluate import figures
from tests.evaluation.support import scored

TEXTS = defaultdict(str, title="t", right="right", wrong="wrong", found="found", part="part")
COLOURS = palette("light")
FOUND = compare_right(np.array([True] * 8 + [False] * 2), np.array([True] * 5 + [False] * 4 + [True]))


def test_accuracies_and_their_whiskers() -> None:
    figure = figures.accuracies(FOUND, "a", "b", TEXTS, COLOURS)
    (points,) = figure.data
    assert list(points.x) == [0.8, 0.6]
    assert points.error_x.array[0] == pytest.approx(FOUND.first.high - 0.8)
    assert points.error_x.arrayminus[1] == pytest.approx(0.6 - FOUND.second.low)
    same = figures.accuracies(FOUND, "a", "a", TEXTS, COLOURS)
    assert len(set(same.data[0].y)) == 2


def test_the_table_of_agreements_has_the_first_model_across() -> None:
    figure = figures.agreements(FOUND, "a", "b", TEXTS, COLOURS)
    # Both right 5; only the first 3; only the second 1; both wrong 1.
    assert [list(row) for row in figure.data[0].text] == [["5", "1"], ["3", "1"]]
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("a", "b")


def test_confirmed_slices_stand_apart_from_parts() -> None:
    told = [
        {"name": "bad", "accuracy": Estimate(0.5, 0.4, 0.6), "rows": 30, "found": True},
        {"name": "x" * 60, "accuracy": Estimate(0.9, 0.8, 0.95), "rows": 70, "found": False},
    ]
    figure = figures.slice_accuracies(told, 0.85, TEXTS, COLOURS)
    assert [list(trace.x) for trace in figure.data] == [[0.5], [0.9]]
    assert figure.data[0].marker.color != figure.data[1].marker.color
    assert len(figure.data[1].y[0]) == figures.LONGEST_NAME
    assert figure.layout.shapes[0].x0 == 0.85
    assert len(figures.slice_accuracies(told[1:], 0.85, TEXTS, COLOURS).data) == 1


def test_the_cheapest_threshold_is_marked() -> None:
    found = thresholds(scored([1, 0, 0, 1], [0.95, 0.9, 0.2, 0.4]), Costs(8, 4, 1))
    assert found is not None
    line, mark = figures.cost_curve(found, TEXTS, COLOURS).data
    assert list(line.y) == found.cost.tolist()
    assert list(mark.x) == [0.91]
    assert list(mark.y) == [min(found.cost)]


def test_expected_beside_true() -> None:
    row = {
        "file": "books",
        "model": "m",
        "expected": {"value": 0.8, "low": 0.7, "high": 0.9},
        "truth": {"value": 0.75, "low": 0.7, "high": 0.8},
    }
    expected, truth = figures.expected_and_true([row], TEXTS, COLOURS).data
    assert (expected.x[0], truth.x[0]) == (0.8, 0.75)
    assert expected.error_x.array[0] == pytest.approx(0.1)
