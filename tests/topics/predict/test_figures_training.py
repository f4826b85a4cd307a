"""The training curve and the accuracy intervals."""

import pytest

from core.app.figures.palette import LIGHT
from core.app.figures.reliability import accuracy_intervals
from core.topics.predict.figures_training import training_curves

POINT = {"train_loss": 0.5, "dev_loss": 0.4, "f1": 0.8}
CURVE = [
    {"step": 10, "epoch": 0.5, "accuracy": 0.8, **POINT},
    {"step": 20, "epoch": 1.0, "accuracy": 0.9, **POINT},
]
TEXTS = {"title": "t", "x": "x", "y": "y", "hover": "h", "shipped": "ours"}


def test_each_run_has_a_line_and_the_shipped_mean_a_filled_point() -> None:
    other = [{**point, "accuracy": 0.7} for point in CURVE]
    figure = training_curves({"seed 42": CURVE, "seed 43": other}, 0.95, TEXTS, LIGHT)
    *runs, shipped = figure.data
    assert [(list(run.y), run.name) for run in runs] == [([0.8, 0.9], "seed 42"), ([0.7, 0.7], "seed 43")]
    assert len({run.line.dash for run in runs}) == 2
    assert (list(shipped.x), list(shipped.y), shipped.name) == ([1.0], [0.95], "ours")
    assert shipped.marker.color == LIGHT.accent


def test_interval_ends_are_where_the_card_says() -> None:
    section = {"accuracy": 0.9, "accuracy_interval_95": [0.87, 0.92]}
    trace = accuracy_intervals({"a": section}, TEXTS, LIGHT).data[0]
    assert trace.x[0] + trace.error_x.array[0] == pytest.approx(0.92)
    assert trace.x[0] - trace.error_x.arrayminus[0] == pytest.approx(0.87)
