"""The figures of the experiments on exits show the numbers they are given."""

from core.app.figures.palette import LIGHT
from core.base.intervals import share
from core.topics.inside.figures_exits import first_readers, layers_by_slice, prices_curve, student_beside
from tests.support.figures import all_differ, assert_shows, trace_of, words

COUNTS = {"changed": 2, "lost": 1, "gained": 1, "interval": [0.8, 0.95]}


def test_each_price_is_a_point_of_both_curves() -> None:
    points = [{"price": p, "computed": c, "accuracy": 0.9, **COUNTS} for p, c in ((1000, 0.75), (10, 0.4))]
    numbers = {"sentences": 100, "whole": {"accuracy": 0.92}, "points": points}
    figure = prices_curve(numbers, words, LIGHT)
    stays, right = trace_of(figure, "agreement"), trace_of(figure, "accuracy")
    own = share(98, 100)
    assert_shows(stays, x=[0.75, 0.4], y=[0.98, 0.98], hovertemplate="hover", line_color=LIGHT.accent)
    assert_shows(stays.error_y, array=[own.high - 0.98] * 2, arrayminus=[0.98 - own.low] * 2)
    assert_shows(
        stays, customdata=[["1,000", 2, 1, 1, own.low, own.high], ["10", 2, 1, 1, own.low, own.high]]
    )
    assert_shows(right, x=[0.75, 0.4], y=[0.9, 0.9], hovertemplate="hover")
    assert_shows(right, customdata=[["1,000", 2, 1, 1, 0.8, 0.95], ["10", 2, 1, 1, 0.8, 0.95]])
    assert_shows(right.error_y, array=[0.05] * 2, arrayminus=[0.1] * 2)
    assert_shows(figure.layout.shapes[0], y0=0.92, y1=0.92, line_color=LIGHT.muted)
    assert_shows(
        figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y", showlegend=True
    )
    assert all_differ((trace.line.color, trace.line.dash, trace.marker.symbol) for trace in figure.data)


def test_each_slice_is_a_row_and_all_sentences_a_line() -> None:
    row = {"words": "1–9", "mean": 3.0, "interval": [2.5, 4.0], "count": 10, "to_the_end": 2}
    rows = [{"slice": "length", "side": "with", **row}, {"slice": "negation", "side": "without", **row}]
    figure = layers_by_slice({"slices": rows, "all": {"mean": 3.5}}, words, LIGHT)
    names = ["length_with words=1–9", "negation_without words=1–9"]
    for trace, name, colour in zip(figure.data, names, (LIGHT.accent, LIGHT.muted), strict=True):
        assert_shows(trace, x=[3], y=[name], customdata=[[2.5, 4, 10, 0.2]], hovertemplate="hover")
        assert_shows(trace, marker_color=colour, mode="markers")
        assert_shows(trace.error_x, array=[1], arrayminus=[0.5], color=colour)
    assert_shows(figure.layout.shapes[0], x0=3.5, x1=3.5)
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", yaxis_type="category")


def test_each_way_is_a_line_over_the_budgets() -> None:
    def ways(by: float) -> list[dict]:
        told = {"interval": [by, by + 0.2], "changed": 1, "ended": 5}
        return [{"way": way, "computed": by + 0.1, **told} for way in ("lstm", "exits", "both")]

    budgets = [{"budget": 0.003, "ways": ways(0.5)}, {"budget": 0.02, "ways": ways(0.3)}]
    figure = first_readers({"sentences": 10, "budgets": budgets}, words, LIGHT)
    for way in ("lstm", "exits", "both"):
        trace = trace_of(figure, way)
        assert_shows(trace, x=["0.3%", "2.0%"], y=[0.6, 0.4], hovertemplate="hover")
        assert_shows(trace, customdata=[[0.5, 0.7, 0.1, 0.5], [0.3, 0.5, 0.1, 0.5]])
        assert_shows(trace.error_y, array=[0.1, 0.1], arrayminus=[0.1, 0.1], color=trace.line.color)
    assert all_differ((trace.line.color, trace.line.dash, trace.marker.symbol) for trace in figure.data)
    assert_shows(
        figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y", showlegend=True
    )
    assert_shows(figure.layout.yaxis, tickformat=".0%", rangemode="tozero")


def test_three_readers_stand_below_each_other() -> None:
    readers = [
        {"reader": name, "accuracy": 0.9, "interval": [0.8, 0.95], "same": 9}
        for name in ("whole", "exits", "student")
    ]
    numbers = {"sentences": 10, "layers": 3, "whole_layers": 6, "readers": readers}
    figure = student_beside(numbers, words, LIGHT)
    for trace, one in zip(figure.data, readers, strict=True):
        assert_shows(trace, x=[0.9], y=[f"{one['reader']} layers=3 whole=6"], hovertemplate="hover")
        assert_shows(trace, customdata=[[0.8, 0.95, 0.9]], mode="markers")
        assert_shows(trace.error_x, array=[0.05], arrayminus=[0.1], color=trace.marker.color)
    assert all_differ(trace.marker.color for trace in figure.data)
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", xaxis_tickformat=".0%")
    assert_shows(figure.layout.yaxis, type="category", autorange="reversed")
