"""The charts beside the tree, and what was measured of decoding."""

import pytest

from core.app.figures.palette import LIGHT
from core.topics.decoding.figures import (
    beam_width_curves,
    cost_bars,
    greedy_gains,
    miss_bars,
    next_token_bars,
    readable_count,
    temperature_trade,
)
from tests.support.figures import Keys, all_differ, assert_shows, trace_of, words


@pytest.mark.parametrize("drawn", [None, [0.5, 0.25]])
def test_next_tokens_before_and_after_the_filters(drawn: list[float] | None) -> None:
    figure = next_token_bars(["a", "a"], [0.6, 0.4], [1.0, 0.0], drawn, Keys(), LIGHT)
    rows = [("before", "bar", [0.6, 0.4], LIGHT.border), ("after_filters", "bar", [1, 0], LIGHT.accent)]
    rows += [("drawn", "scatter", drawn, LIGHT.sampled)] if drawn else []
    assert len(figure.data) == len(rows)
    for name, kind, values, colour in rows:
        trace = trace_of(figure, name)
        assert_shows(trace, type=kind, x=[0, 1], y=values, customdata=["a", "a"], hovertemplate="hover")
        assert trace.marker.color == colour
    if drawn:
        assert_shows(trace_of(figure, "drawn"), mode="markers", marker_symbol="diamond")
    assert_shows(figure.layout, title_text="title", yaxis_title_text="y", barmode="overlay", showlegend=True)
    assert_shows(figure.layout.xaxis, ticktext=["a", "a"], tickvals=[0, 1])
    assert_shows(figure.layout.yaxis, tickformat=".0%", rangemode="tozero")


def test_costs_are_on_a_logarithmic_scale() -> None:
    figure = cost_bars(["greedy", "beam", "all"], [10, 100, 10**40], Keys(), LIGHT)
    (bars,) = figure.data
    assert_shows(bars, x=[10, 100, 1e40], y=["greedy", "beam", "all"], text=["10", "100", "1.0·10⁴⁰"])
    assert_shows(bars, marker_color=[LIGHT.greedy, LIGHT.accent, LIGHT.muted], orientation="h")
    assert_shows(bars, type="bar", hovertemplate="hover")
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", xaxis_type="log")
    assert_shows(figure.layout.yaxis, autorange="reversed", type="category")


def test_counts_can_be_read() -> None:
    counts = (344_064, 9_999_999, 10_000_000, 49_152**7)
    assert [readable_count(count) for count in counts] == ["344,064", "9,999,999", "1.0·10⁷", "6.9·10³²"]


def test_misses_are_proportions_and_greedy_has_its_colour() -> None:
    figure = miss_bars({1: 30, 4: 6}, 60, Keys(), LIGHT)
    (bars,) = figure.data
    assert_shows(bars, x=["1", "4"], y=[0.5, 0.1], text=["30 / 60", "6 / 60"], hovertemplate="hover")
    assert_shows(bars, type="bar", marker_color=[LIGHT.greedy, LIGHT.accent])
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", xaxis_type="category")
    assert_shows(figure.layout.yaxis, title_text="y", tickformat=".0%", range=[0, 1.08])


@pytest.mark.parametrize(("least", "low"), [(0.9, 0.79), (0.5, 0.49)])
def test_probability_and_repetition_by_width(least: float, low: float) -> None:
    widths = [
        {"width": 1, "log_prob": -10.0, "distinct_2": 1.0},
        {"width": 16, "log_prob": -8.0, "distinct_2": least},
    ]
    figure = beam_width_curves({"widths": widths}, words, LIGHT)
    for trace, (key, colour, axis) in zip(
        figure.data, (("log_prob", LIGHT.accent, "x"), ("distinct_2", LIGHT.sampled, "x2")), strict=True
    ):
        assert_shows(trace, x=["1", "16"], y=[one[key] for one in widths], line_color=colour, xaxis=axis)
        assert_shows(trace, mode="lines+markers", hovertemplate=f"hover_{key}")
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", xaxis2_title_text="x")
    assert_shows(figure.layout, yaxis_title_text="log_prob", yaxis2_title_text="distinct_2")
    assert_shows(figure.layout, xaxis_type="category", yaxis2_range=[low, 1.005], yaxis_range=None)


def test_diversity_against_probability_for_both_settings() -> None:
    settings = [
        {"temperature": t, "top_p": p, "log_prob": -t - p, "distinct_2": t * p / 4}
        for t, p in ((0.5, 1.0), (1.0, 1.0), (1.0, 0.5), (1.0, 0.9))
    ]
    figure = temperature_trade({"settings": settings}, words, LIGHT)
    rows = (
        ("temperature", settings[:2], ["0.5", "1"], LIGHT.accent),
        ("top_p", settings[2:], ["0.5", "0.9"], LIGHT.sampled),
    )
    for name, points, texts, colour in rows:
        trace = trace_of(figure, name)
        assert_shows(trace, x=[one["log_prob"] for one in points], y=[one["distinct_2"] for one in points])
        assert_shows(trace, text=texts, line_color=colour, textfont_color=colour, hovertemplate="hover")
        assert trace.mode == "lines+markers+text"
    assert all_differ(trace.marker.symbol for trace in figure.data)
    assert_shows(
        figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y", showlegend=True
    )


def test_gains_are_sorted() -> None:
    figure = greedy_gains({"gains": [0.0, 2.0, -1.0, 0.5]}, words, LIGHT)
    (bars,) = figure.data
    tones = [LIGHT.accent] * 2 + [LIGHT.greedy] * 2
    assert_shows(bars, x=[1, 2, 3, 4], y=[2, 0.5, 0, -1], marker_color=tones, hovertemplate="hover")
    assert bars.type == "bar"
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y")
