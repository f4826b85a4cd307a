"""The logistic curve."""

import numpy as np
import pytest

from core.app.figures.palette import LIGHT
from core.topics.predict.figures import logistic_curve

TEXTS = {"title": "t", "x": "x", "y": "y"}


def test_points_lie_on_the_curve() -> None:
    difference = 1.5
    figure = logistic_curve({"model": (difference, 1 / (1 + np.exp(-difference)))}, TEXTS, LIGHT)
    curve, point = figure.data
    assert np.interp(point.x[0], curve.x, curve.y) == pytest.approx(point.y[0], abs=1e-3)
    assert point.marker.color == LIGHT.positive


def test_far_points_are_inside_the_picture() -> None:
    figure = logistic_curve({"model": (-20.0, 2e-9)}, TEXTS, LIGHT)
    assert figure.data[0].x.min() < -20
    assert figure.data[1].marker.color == LIGHT.negative


def test_arrays_travel_as_float32() -> None:
    assert logistic_curve({"m": (0.0, 0.5)}, TEXTS, LIGHT).data[0].x.dtype == np.float32
