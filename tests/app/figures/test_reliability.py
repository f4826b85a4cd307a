"""The figures of trust show the numbers they are given."""

import math

from core.app.figures.palette import LIGHT
from core.app.figures.reliability import precision_agreement, reliability_diagram, robustness_groups
from tests.support.figures import all_differ, assert_shows, trace_of, words


def test_each_kind_is_a_row_for_both_models() -> None:
    models = {
        model: [
            {"group": name, "accuracy": a, "interval": [0.5, 0.875], "sentences": 9}
            for name, a in (("all", 0.8), ("typos", 0.7 + n / 16))
        ]
        for n, model in enumerate(("a", "b"))
    }
    figure = robustness_groups({"models": models}, words, LIGHT)
    for (name, groups), colour in zip(models.items(), (LIGHT.accent, LIGHT.muted), strict=True):
        trace, accuracies = trace_of(figure, name), [group["accuracy"] for group in groups]
        assert_shows(trace, x=accuracies, y=["all", "typos"], customdata=[[0.5, 0.875, 9]] * 2)
        assert_shows(trace, mode="markers", marker_color=colour, hovertemplate="hover")
        assert_shows(trace.error_x, array=[0.875 - one for one in accuracies], type="data", symmetric=False)
        assert_shows(trace.error_x, arrayminus=[one - 0.5 for one in accuracies], color=colour)
    assert all_differ(trace.marker.symbol for trace in figure.data)
    assert_shows(figure.layout.shapes[0], x0=0.8, x1=0.8, line_color=LIGHT.muted)
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", xaxis_tickformat=".0%")
    assert_shows(figure.layout, yaxis_type="category", yaxis_autorange="reversed", showlegend=True)


def test_reliability_has_a_line_before_and_one_after() -> None:
    before = [
        {"count": 4, "confidence": 0.6, "accuracy": 0.5},
        {"count": 16, "confidence": 0.9, "accuracy": 0.8},
    ]
    after = [{"count": 5, "confidence": 0.7, "accuracy": 0.75}]
    figure = reliability_diagram({"before": {"bins": before}, "after": {"bins": after}}, words, LIGHT)
    diagonal = figure.data[0]
    assert_shows(diagonal, x=[0.5, 1], y=[0.5, 1], mode="lines", hoverinfo="skip", showlegend=False)
    assert diagonal.line.color == LIGHT.muted
    for name, bins, colour in (("before", before, LIGHT.negative), ("after", after, LIGHT.accent)):
        trace = trace_of(figure, name)
        assert_shows(trace, x=[one["confidence"] for one in bins], y=[one["accuracy"] for one in bins])
        assert_shows(trace, customdata=[one["count"] for one in bins], hovertemplate="hover")
        assert_shows(trace, line_color=colour, marker_color=colour, mode="lines+markers")
    small, large = trace_of(figure, "before").marker.size
    assert math.isclose((large - 8) / (small - 8), math.sqrt(16 / 4))  # areas in proportion to the counts
    assert all_differ(trace.marker.symbol for trace in figure.data[1:])
    assert_shows(
        figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y", showlegend=True
    )
    assert_shows(figure.layout, xaxis_tickformat=".0%", yaxis_tickformat=".0%", yaxis_range=[0, 1.05])


def test_reliability_without_a_temperature_is_one_line_without_a_legend() -> None:
    figure = reliability_diagram(
        {"before": {"bins": [{"count": 4, "confidence": 0.6, "accuracy": 0.5}]}}, words, LIGHT
    )
    assert len(figure.data) == 2
    assert figure.layout.showlegend is False


def test_agreement_of_each_format() -> None:
    formats = [
        {"format": f, "agreement": 0.99 - n / 8, "mean_move": 0.1, "largest_move": n, "accuracy": 0.9}
        for n, f in enumerate(("bf16", "int8"))
    ]
    figure = precision_agreement({"formats": formats}, words, LIGHT)
    (trace,) = figure.data
    assert_shows(trace, x=[0.99, 0.865], y=["bf16", "int8"], customdata=[[0.1, 0, 0.9], [0.1, 1, 0.9]])
    assert_shows(trace, mode="markers", marker_color=LIGHT.accent, hovertemplate="hover")
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", xaxis_tickformat=".2%")
    assert_shows(figure.layout, yaxis_type="category", yaxis_autorange="reversed")
