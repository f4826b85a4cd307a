"""The attention figures show the numbers they are given."""

import numpy as np
import pytest

from core.app.figures.palette import LIGHT, diverging, sequential
from core.topics.attention.figures import (
    MOST_NAMED,
    heads_worth,
    local_growth,
    pair_bars,
    products_by_key,
    scaling_curves,
    weights_by_layer,
)
from tests.support.figures import Keys, all_differ, assert_shows, titles, trace_of, words


def test_bars_of_query_key_and_product() -> None:
    figure = pair_bars(np.array([1.0, -2.0, 0.0]), np.array([3.0, 0.5, 2.0]), Keys(), LIGHT)
    signs = [LIGHT.positive, LIGHT.negative, LIGHT.positive]
    rows = (([1, -2, 0], LIGHT.query), ([3, 0.5, 2], LIGHT.key), ([3, -1, 0], signs))
    for trace, axis, (numbers, colour) in zip(figure.data, ("x", "x2", "x3"), rows, strict=True):
        assert_shows(trace, type="bar", y=numbers, marker_color=colour, hovertemplate="hover", xaxis=axis)
    assert titles(figure) == ["query", "key", "product"]
    assert {note.x for note in figure.layout.annotations} == {0}
    assert_shows(figure.layout, title_text="title", xaxis3_title_text="x", xaxis_matches="x3")
    assert figure.layout.xaxis.title.text is None


def test_a_query_against_every_key() -> None:
    products, weights = np.array([[1.0, -4.0], [2.0, 2.0]]), np.array([0.25, 0.75])
    figure = products_by_key(products, weights, ["a", "a"], 1, Keys(), LIGHT)
    heat, bars = figure.data
    names = ["a · 0", "a · 1"]
    assert_shows(heat, z=products, zmin=-4, zmax=4, y=names, hovertemplate="hover", showscale=False)
    assert_shows(heat, colorscale=diverging(LIGHT), xaxis="x")
    assert_shows(bars, x=weights, y=names, orientation="h", hovertemplate="hover_weight", xaxis="x2")
    assert_shows(bars, marker_color=[LIGHT.muted, LIGHT.accent])
    assert titles(figure) == ["left", "right"]
    layout = figure.layout
    assert_shows(layout, title_text="title", xaxis_title_text="x", xaxis2_title_text=None, yaxis2_matches="y")
    assert_shows(layout, xaxis2_tickformat=".0%", xaxis2_rangemode="tozero", yaxis_type="category")
    assert layout.yaxis.autorange == layout.yaxis2.autorange == "reversed"


def test_products_that_are_all_nothing_keep_a_scale() -> None:
    heat = products_by_key(np.zeros((1, 2)), np.ones(1), ["a"], 0, Keys(), LIGHT).data[0]
    assert (heat.zmin, heat.zmax) == (-1, 1)


def test_weights_by_layer_name_their_tokens_where_there_is_room() -> None:
    values, tokens = np.arange(6.0).reshape(2, 3), list("abc")
    figure = weights_by_layer(values, ["1", "2"], tokens, Keys(), LIGHT)
    (heat,) = figure.data
    assert_shows(heat, z=values, zmin=0, x=[0, 1, 2], y=["1", "2"], customdata=[tokens] * 2)
    assert_shows(heat, colorscale=sequential(LIGHT), hovertemplate="hover", showscale=False)
    assert_shows(figure.layout, title_text="title", yaxis_type="category")
    assert_shows(figure.layout.xaxis, tickvals=[0, 1, 2], ticktext=tokens)
    for count, named in ((MOST_NAMED, True), (MOST_NAMED + 1, False)):
        wide = weights_by_layer(np.ones((2, count)), ["1", "2"], ["x"] * count, Keys(), LIGHT)
        assert (wide.layout.xaxis.ticktext is not None) is named
        assert wide.data[0].customdata.shape == (2, count)


def test_scaling_has_both_measures_side_by_side() -> None:
    plain = [{"width": 4, "entropy": 1.5, "gradient": 0.2, "spread": 2.0}]
    plain += [{"width": 16, "entropy": 0.5, "gradient": 0.1, "spread": 4.0}]
    scaled = [{"width": 4, "entropy": 3.1, "gradient": 0.3, "spread": 1.0}]
    figure = scaling_curves({"most_entropy": 3.4, "points": {"plain": plain, "scaled": scaled}}, words, LIGHT)
    for axis, measure in (("x", "entropy"), ("x2", "gradient")):
        for name, points, colour in (("plain", plain, LIGHT.negative), ("scaled", scaled, LIGHT.accent)):
            trace = trace_of(figure, name, axis)
            assert_shows(trace, x=[one["width"] for one in points], y=[one[measure] for one in points])
            assert_shows(trace, customdata=[one["spread"] for one in points], hovertemplate="hover")
            assert_shows(trace, line_color=colour, legendgroup=name, showlegend=axis == "x")
            assert trace.mode == "lines+markers"
    assert all_differ(trace.marker.symbol for trace in figure.data[:2])
    (most,) = figure.layout.shapes
    assert_shows(most, y0=3.4, y1=3.4, yref="y", line_color=LIGHT.muted)
    assert titles(figure) == ["entropy", "gradient"]
    assert_shows(figure.layout, title_text="title", showlegend=True, xaxis_type="log", xaxis2_title_text="x")
    assert_shows(figure.layout, yaxis_rangemode="tozero", xaxis_dtick=np.log10(4))


def test_growth_is_in_milliseconds_and_megabytes_with_its_exponents() -> None:
    kinds = {
        name: {
            "points": [
                {"tokens": T, "seconds": T * number / 1000, "bytes": T * number * 1e6} for T in (256, 1024)
            ],
            "exponents": {"seconds": 2.0 * number, "bytes": 1.987},
        }
        for number, name in enumerate(("global", "mask", "band", "fused"), start=1)
    }
    figure = local_growth({"kinds": kinds}, words, LIGHT)
    assert len(figure.data) == 8
    for number, name in enumerate(kinds, start=1):
        for axis in ("x", "x2"):
            trace = trace_of(figure, f"{name} time={2 * number:.2f} memory=1.99", axis)
            assert_shows(trace, x=[256, 1024], y=[256 * number, 1024 * number], hovertemplate="hover")
            assert_shows(trace, legendgroup=name, showlegend=axis == "x", mode="lines+markers")
    assert all_differ((trace.line.color, trace.line.dash, trace.marker.symbol) for trace in figure.data[:4])
    assert titles(figure) == ["seconds", "bytes"]
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", showlegend=True)
    for axis in (figure.layout.xaxis, figure.layout.xaxis2):
        assert_shows(axis, type="log", tickvals=[256, 1024], ticktext=["256", "1,024"])
    for axis in (figure.layout.yaxis, figure.layout.yaxis2):
        assert_shows(axis, type="log", dtick=1)


def test_heads_in_points_against_the_whole_model() -> None:
    kept = [{"heads": n, "accuracy": 0.8, "interval": [0.65, 0.9]} for n in (2, 0)]
    numbers = {"off": [[0.9, 0.85], [0.91, 0.9]], "whole": {"accuracy": 0.9}, "kept": kept}
    figure = heads_worth(numbers, words, LIGHT)
    heat, curve = figure.data
    assert heat.z == pytest.approx(np.array([[0, -5], [1, 0]]), abs=1e-5)
    assert_shows(heat, x=["1", "2"], y=["1", "2"], colorscale=diverging(LIGHT), hovertemplate="hover_off")
    assert (heat.zmin, heat.zmax) == pytest.approx((-5, 5))
    assert_shows(heat, texttemplate="%{z:+.1f}", showscale=False, xaxis="x")
    assert_shows(curve, x=[2, 0], y=[0.8, 0.8], customdata=[[0.65, 0.9]] * 2, hovertemplate="hover_kept")
    assert_shows(curve.error_y, array=[0.1, 0.1], arrayminus=[0.15, 0.15], type="data", symmetric=False)
    assert_shows(curve, error_y_color=LIGHT.accent, line_color=LIGHT.accent, xaxis="x2", mode="lines+markers")
    assert_shows(figure.layout.shapes[0], y0=0.891, yref="y2")
    assert titles(figure) == ["off", "kept"]
    layout = figure.layout
    assert_shows(layout, title_text="title", xaxis_title_text="head", yaxis_title_text="layer")
    assert_shows(layout, xaxis2_title_text="x", yaxis2_title_text="y", yaxis2_tickformat=".0%")
    assert_shows(layout, xaxis_type="category", yaxis_type="category", xaxis2_autorange="reversed")


def test_heads_that_change_nothing_keep_a_scale() -> None:
    numbers = {"off": [[0.5]], "whole": {"accuracy": 0.5}, "kept": []}
    assert heads_worth(numbers, words, LIGHT).data[0].zmax == 1
