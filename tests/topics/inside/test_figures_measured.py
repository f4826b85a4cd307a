"""The experiments' figures show the numbers they are given."""

from core.app.figures.palette import LIGHT
from core.base.numbers import number_text
from core.topics.inside.figures_measured import ingredients_worth, pretrained_curves
from tests.support.figures import all_differ, assert_shows, trace_of, words


def test_three_starts_are_three_named_lines_with_their_intervals() -> None:
    rates = {"pretrained": 5e-5, "random": 1e-4, "random_fast": 1e-3}
    curves = {
        start: [
            {"step": s, "accuracy": 0.8 + n / 100, "interval": [0.7, 0.85], "loss": s / 8} for s in (0, 4)
        ]
        for n, start in enumerate(rates)
    }
    figure = pretrained_curves({"rates": rates, "curves": curves}, words, LIGHT)
    for n, (start, rate) in enumerate(rates.items()):
        trace, accuracy = trace_of(figure, f"{start} rate={number_text(rate, 'g')}"), 0.8 + n / 100
        assert_shows(trace, x=[0, 4], y=[accuracy] * 2, customdata=[[0.7, 0.85, 0], [0.7, 0.85, 0.5]])
        assert_shows(trace.error_y, array=[0.85 - accuracy] * 2, arrayminus=[accuracy - 0.7] * 2)
        assert_shows(trace.error_y, type="data", symmetric=False, color=trace.line.color)
        assert_shows(trace, hovertemplate="hover", mode="lines+markers")
        assert trace.line.color == (LIGHT.accent if start == "pretrained" else LIGHT.muted)
    assert all_differ((trace.line.color, trace.line.dash) for trace in figure.data)
    assert all_differ(trace.marker.symbol for trace in figure.data)
    assert_shows(
        figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y", showlegend=True
    )
    assert figure.layout.yaxis.tickformat == ".0%"


def test_each_removal_is_a_row_and_the_whole_encoder_a_line() -> None:
    counts = {"interval": [0.7, 0.95], "changed": 3, "lost": 2, "gained": 1}
    rows = (
        ("nothing", "nothing", None, 0.9, LIGHT.accent),
        ("positions", "positions", None, 0.8, LIGHT.position),
        ("segments", "segments", None, 0.85, LIGHT.segment),
        ("layer number=1", "layer", 0, 0.75, LIGHT.accent),
    )
    settings = [
        {"part": part, "layer": n, "accuracy": accuracy, **counts} for _, part, n, accuracy, _ in rows
    ]
    figure = ingredients_worth({"settings": settings}, words, LIGHT)
    for trace, (name, _, _, accuracy, colour) in zip(figure.data, rows, strict=True):
        assert_shows(trace, x=[accuracy], y=[name], customdata=[[0.7, 0.95, 3, 2, 1]], mode="markers")
        assert_shows(trace.error_x, array=[0.95 - accuracy], arrayminus=[accuracy - 0.7], color=colour)
        assert_shows(trace, marker_color=colour, hovertemplate="hover")
    assert_shows(figure.layout.shapes[0], x0=0.9, x1=0.9, line_color=LIGHT.muted)
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", xaxis_tickformat=".0%")
    assert_shows(figure.layout.yaxis, type="category", autorange="reversed")
