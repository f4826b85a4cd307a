"""What was measured of attribution methods, drawn from hand-made numbers."""

from typing import Any

from core.app.figures.palette import LIGHT
from core.topics.why.figures_measured import (
    forgotten_layers,
    truth_found,
)
from tests.support.figures import all_differ, assert_shows, words


def row(value: float, spread: float = 0.1) -> dict[str, Any]:
    return {"value": value, "interval": [value - spread, value + 2 * spread]}


def test_truth_on_the_sum_and_on_the_bag() -> None:
    numbers = {kind: [{"method": "lime", **row(value)}] for kind, value in (("linear", 1.0), ("bag", 0.9))}
    figure = truth_found(numbers, words, LIGHT)
    assert [(trace.name, list(trace.x)) for trace in figure.data] == [("linear", [1.0]), ("bag", [0.9])]
    assert all_differ((trace.marker.symbol, trace.marker.color[0]) for trace in figure.data)
    assert figure.layout.shapes[0].x0 == 0.9
    assert figure.layout.showlegend


def test_a_line_for_each_method_from_the_intact_network_down() -> None:
    names = ["lime", "rollout"]
    parts = [
        {"part": "head", "lime": row(0.5), "rollout": row(1.0)},
        {"part": "layer_2", "lime": row(0.1), "rollout": row(0.8)},
        {"part": "embeddings", "lime": row(0.0), "rollout": row(0.6)},
    ]
    figure = forgotten_layers({"parts": parts, "agreement": {"methods": names}}, words, LIGHT)
    assert_shows(figure.data[0], x=["intact", "head", "2", "embeddings"], y=[1.0, 0.5, 0.1, 0.0], name="lime")
    assert_shows(figure.data[1], y=[1.0, 1.0, 0.8, 0.6], name="rollout")
    assert all_differ((trace.line.color, trace.marker.symbol) for trace in figure.data)
    assert figure.layout.shapes[0].y0 == 0.2
