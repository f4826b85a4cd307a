"""The training curve and the accuracy intervals."""

import pytest

from core.figures.palette import LIGHT
from core.figures.training import accuracy_intervals, training_curve

POINT = {"train_loss": 0.5, "dev_loss": 0.4, "f1": 0.8}
CURVE = [
    {"step": 10, "epoch": 0.5, "accuracy": 0.8, **POINT},
    {"step": 20, "epoch": 1.0, "accuracy": 0.9, **POINT},
]
TEXTS = {"title": "t", "x": "x", "y": "y", "hover": "h"}


def test_the_kept_evaluation_is_filled() -> None:
    figure = training_curve(CURVE, 20, TEXTS, LIGHT)
    assert list(figure.data[0].marker.color) == [LIGHT.background, LIGHT.accent]
    assert list(figure.data[0].y) == [0.8, 0.9]


def test_interval_ends_are_where_the_card_says() -> None:
    section = {"accuracy": 0.9, "accuracy_interval_95": [0.87, 0.92]}
    trace = accuracy_intervals({"a": section}, TEXTS, LIGHT).data[0]
    assert trace.x[0] + trace.error_x.array[0] == pytest.approx(0.92)
    assert trace.x[0] - trace.error_x.arrayminus[0] == pytest.approx(0.87)
