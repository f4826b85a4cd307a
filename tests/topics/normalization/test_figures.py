"""The figures of Normalization show the numbers they are given."""

import numpy as np
import pytest

from core.app.figures.palette import LIGHT
from core.topics.normalization.figures import (
    depth_gradients,
    drift_curves,
    jitter_strip,
    padding_curve,
    running_curve,
    spread_curve,
    stream_lengths,
    training_accuracies,
)


class Texts(dict):
    """Every text is its own key."""

    def __missing__(self, key: str) -> str:
        return key


def words(part: str, **parameters: object) -> str:
    return " ".join([part, *map(str, parameters.values())])


def test_jitter_is_a_line_each() -> None:
    figure = jitter_strip(np.array([1.0, 3.0]), np.array([2.0, 2.0]), Texts(), LIGHT)
    assert [(trace.name, list(trace.y)) for trace in figure.data] == [("batch", [1, 3]), ("layer", [2, 2])]
    assert list(figure.data[0].x) == [1, 2]
    assert figure.data[0].line.color == LIGHT.batch
    assert figure.data[1].line.color == LIGHT.accent


def test_spread_marks_the_chosen_size() -> None:
    figure = spread_curve([2, 4], {"batch": [0.4, 0.2], "layer": [0.0, 0.0]}, 3, Texts(), LIGHT)
    assert [list(trace.y) for trace in figure.data] == [[0.4, 0.2], [0.0, 0.0]]
    assert figure.layout.shapes[0].x0 == 3


def test_running_statistics_stand_beside_the_batches() -> None:
    own = {"mean": np.array([1.0, 2.0]), "variance": np.array([3.0, 4.0])}
    running = {"mean": np.array([0.1, 0.3]), "variance": np.array([1.2, 1.5])}
    figure = running_curve(own, running, Texts(), LIGHT)
    shown = [trace.y.tolist() for trace in figure.data]
    expected = [[1, 2], [0.1, 0.3], [3, 4], [1.2, 1.5]]
    assert shown == [pytest.approx(values) for values in expected]
    assert [bool(trace.showlegend) for trace in figure.data] == [True, True, False, False]


def test_padding_and_lengths() -> None:
    figure = padding_curve([5, 6], {"batch": [0.1, 0.2], "layer": [0.0, 0.0]}, Texts(), LIGHT)
    assert [list(trace.x) for trace in figure.data] == [[5, 6]] * 2
    figure = stream_lengths(["a", "b"], np.array([9.0, 8.0]), np.array([4.0, 5.0]), Texts(), LIGHT)
    assert [(trace.name, trace.y.tolist()) for trace in figure.data] == [
        ("before", [9.0, 8.0]),
        ("after", [4.0, 5.0]),
    ]


def test_accuracies_stand_side_by_side_with_their_intervals() -> None:
    runs = [
        {"norm": norm, "batch": size, "accuracy": 0.7, "interval": [0.6, 0.75], "curve": [{"loss": 0.5}]}
        for size in (2, 64)
        for norm in ("layer", "batch")
    ]
    figure = training_accuracies({"runs": runs}, words, LIGHT)
    layer, batch = figure.data
    assert layer.x[0] < 0 < batch.x[0] < layer.x[1] < 1 < batch.x[1]
    assert layer.y[0] + layer.error_y.array[0] == pytest.approx(0.75)
    assert list(figure.layout.xaxis.ticktext) == ["tick 2", "tick 64"]


def test_depth_and_drift_lines() -> None:
    points = [{"depth": 2, "first": 0.5, "last": 0.4}, {"depth": 4, "first": 5.0, "last": 4.0}]
    numbers = {"depths": [2, 4], "settings": {"none": points, "layer_pre": points, "layer_post": points}}
    figure = depth_gradients(numbers, words, LIGHT)
    assert [trace.line.dash for trace in figure.data] == ["dot", "solid", "dash"]
    assert list(figure.data[0].y) == [0.5, 5.0]
    run = {"points": [{"step": 10, "drift": 0.3, "loss": 0.6}]}
    figure = drift_curves({"runs": {"layer": run, "none": run}}, words, LIGHT)
    assert [(trace.name, list(trace.x), list(trace.y)) for trace in figure.data] == [
        ("layer", [10], [0.3]),
        ("none", [10], [0.3]),
    ]
