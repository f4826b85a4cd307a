"""The figures of trust show the numbers they are given."""

import pytest

from core.app.figures.palette import LIGHT
from core.app.figures.reliability import precision_agreement, reliability_diagram, robustness_groups


def words(part: str, **parameters: object) -> str:
    return " ".join([part, *map(str, parameters.values())])


def test_each_kind_is_a_row_for_both_models() -> None:
    kinds = [
        {"group": name, "accuracy": 0.8, "interval": [0.7, 0.85], "sentences": 9} for name in ("all", "typos")
    ]
    figure = robustness_groups({"models": {"a": kinds, "b": kinds}}, words, LIGHT)
    assert [trace.name for trace in figure.data] == ["a", "b"]
    assert list(figure.data[0].y) == ["all", "typos"]
    assert figure.data[1].x[1] + figure.data[1].error_x.array[1] == pytest.approx(0.85)
    assert figure.layout.shapes[0].x0 == 0.8


def test_reliability_has_a_line_before_and_one_after() -> None:
    bins = [
        {"count": 4, "confidence": 0.6, "accuracy": 0.5},
        {"count": 16, "confidence": 0.9, "accuracy": 0.8},
    ]
    diagonal, before, after = reliability_diagram(
        {"before": {"bins": bins}, "after": {"bins": bins[:1]}}, words, LIGHT
    ).data
    assert list(diagonal.x) == list(diagonal.y)
    assert (list(before.x), list(before.y)) == ([0.6, 0.9], [0.5, 0.8])
    assert before.marker.size[0] < before.marker.size[1]
    assert list(after.customdata) == [4]


def test_reliability_without_a_temperature_is_one_line_without_a_legend() -> None:
    figure = reliability_diagram(
        {"before": {"bins": [{"count": 4, "confidence": 0.6, "accuracy": 0.5}]}}, words, LIGHT
    )
    assert len(figure.data) == 2
    assert figure.layout.showlegend is False


def test_agreement_of_each_format() -> None:
    formats = [
        {"format": "int8", "agreement": 0.99, "mean_move": 0.1, "largest_move": 0.2, "accuracy": 0.9},
    ]
    trace = precision_agreement({"formats": formats}, words, LIGHT).data[0]
    assert (list(trace.x), list(trace.y)) == ([0.99], ["int8"])
    assert list(trace.customdata[0]) == [0.1, 0.2, 0.9]
