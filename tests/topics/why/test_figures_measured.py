"""What was measured of attribution methods, drawn from hand-made numbers."""

from typing import Any

import pytest

from core.app.figures.palette import LIGHT
from core.topics.why.figures_measured import (
    GRADES,
    attention_graded,
    baseline_spread,
    faithfulness_grades,
    forgotten_layers,
    shapley_likeness,
    truth_found,
)
from tests.support.figures import all_differ, assert_shows, titles, words


def row(value: float, spread: float = 0.1) -> dict[str, Any]:
    return {"value": value, "interval": [value - spread, value + 2 * spread]}


def test_grades_stand_side_by_side_the_most_comprehensive_on_top() -> None:
    methods = [
        {"method": name, "passes": passes, **{grade: row(value + n) for n, grade in enumerate(GRADES)}}
        for name, passes, value in (("best", 30.0, 0.5), ("worst", 1.0, 0.1), ("middle", 3.0, 0.3))
    ]
    random = {grade: row(0.05 + n) for n, grade in enumerate(GRADES)}
    figure = faithfulness_grades({"methods": methods, "random": random, "chosen": "middle"}, words, LIGHT)
    assert len(figure.data) == len(GRADES)
    for number, trace in enumerate(figure.data):
        assert_shows(trace, x=[0.1 + number, 0.3 + number, 0.5 + number])
        assert list(trace.marker.color) == [LIGHT.muted, LIGHT.accent, LIGHT.muted]
        assert list(trace.error_x.array) == pytest.approx([0.2] * 3)
        assert list(trace.error_x.arrayminus) == pytest.approx([0.1] * 3)
        assert figure.layout.shapes[number].x0 == pytest.approx(0.05 + number)
    assert titles(figure) == [f"{grade}_title" for grade in GRADES]


def test_baselines_and_methods_share_a_scale() -> None:
    numbers = {
        "baselines": [{"method": "mask", **row(0.4)}, {"method": "pad", **row(0.2)}],
        "methods": [{"method": "lime", **row(0.3)}],
    }
    figure = baseline_spread(numbers, words, LIGHT)
    above, below = figure.data
    assert_shows(above, x=[0.2, 0.4], y=["pad", "mask"])
    assert_shows(below, x=[0.3], y=["lime"])
    assert figure.layout.xaxis.matches == "x2"
    assert titles(figure) == ["baselines_title", "methods_title"]


def test_likeness_to_exact_values_with_the_bound() -> None:
    methods = [{"method": "a", "passes": 3.0, **row(0.9)}, {"method": "b", "passes": 1.0, **row(0.2)}]
    figure = shapley_likeness({"methods": methods}, words, LIGHT)
    assert_shows(figure.data[0], x=[0.2, 0.9], mode="markers", hovertemplate="hover")
    assert figure.layout.shapes[0].x0 == 0.5


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


def test_attention_beside_absence() -> None:
    ranks = {name: {"occlusion": row(0.3), "kernel_shap": row(0.4)} for name in ("cls_row", "rollout")}
    falls = {"cls_row": row(0.2), "random": row(0.1), "occlusion": row(0.5)}
    figure = attention_graded({"ranks": ranks, "comprehensiveness": falls}, words, LIGHT)
    occlusion, shap, right = figure.data
    assert_shows(occlusion, x=[0.3, 0.3], y=["cls_row", "rollout"], name="with_occlusion")
    assert_shows(shap, x=[0.4, 0.4], name="with_kernel_shap")
    assert_shows(right, x=[0.1, 0.2, 0.5], y=["random", "cls_row", "occlusion"])
    assert right.marker.color[0] == LIGHT.muted
