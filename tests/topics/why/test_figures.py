"""The figures of Why show the numbers they are given."""

import numpy as np

from core.app.figures.palette import LIGHT, diverging
from core.topics.why.figures import LEAST_GAP, gap_curves, marginal_bars, path_curves
from core.topics.why.figures_flips import change_points
from core.topics.why.figures_grading import agreement_map, chance_bars, verdict_curves
from tests.support.figures import Keys, all_differ, assert_shows, trace_of


def test_the_path_s_rise_begins_at_the_baseline_and_a_line_marks_the_step() -> None:
    path = {
        "alphas": np.array([0.1, 0.5, 0.9]),
        "values": np.array([1.0, 2.0, 4.0]),
        "running": np.array([0.25, 1.5, 3.0]),
    }
    figure = path_curves(path, 1.0, 1, Keys(), LIGHT)
    assert_shows(trace_of(figure, "risen"), x=path["alphas"], y=[0, 1, 3], hovertemplate="hover")
    assert_shows(trace_of(figure, "running"), x=path["alphas"], y=path["running"])
    (mark,) = figure.layout.shapes
    assert_shows(mark, x0=0.5, x1=0.5, type="line")
    assert_shows(
        figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y", showlegend=True
    )
    assert all_differ((trace.line.color, trace.line.dash) for trace in figure.data)


def test_gaps_are_sizes_on_logarithmic_axes_and_none_is_zero() -> None:
    gaps = {"gauss": [-0.5, 0.0], "midpoint": [1.0, 0.25]}
    figure = gap_curves(gaps, [1, 10], Keys(), LIGHT)
    assert_shows(trace_of(figure, "gauss"), x=[1, 10], y=[0.5, LEAST_GAP], hovertemplate="hover")
    assert_shows(trace_of(figure, "midpoint"), x=[1, 10], y=[1, 0.25])
    assert_shows(figure.layout, xaxis_type="log", yaxis_type="log", title_text="title", showlegend=True)
    assert all_differ(trace.marker.symbol for trace in figure.data)


def test_a_bar_a_size_with_its_sign_s_colour_and_the_value_as_a_line() -> None:
    added, sizes = np.array([-1.0, 0.5, 1.5, 2.0]), np.array([0, 1, 1, 2])
    means = np.array([-1.0, 1.0, 2.0])
    figure = marginal_bars(added, sizes, means, means.mean(), Keys(), LIGHT)
    bars = trace_of(figure, "mean")
    assert_shows(bars, type="bar", x=[0, 1, 2], y=means, customdata=[1, 2, 1], hovertemplate="hover_mean")
    assert_shows(bars.marker, color=[LIGHT.negative, LIGHT.positive, LIGHT.positive])
    assert_shows(trace_of(figure, "one"), x=sizes, y=added, mode="markers", hovertemplate="hover_one")
    (line,) = figure.layout.shapes
    assert_shows(line, y0=means.mean(), y1=means.mean(), type="line")
    assert_shows(figure.layout, xaxis_title_text="x", yaxis_title_text="y", title_text="title")


def test_curves_stand_before_the_band_of_random_orders() -> None:
    band = {"low": np.array([0.9, 0.2, 0.4]), "high": np.array([0.9, 0.8, 0.4])}
    curves = {"A": np.array([0.9, 0.1, 0.4]), "B": np.array([0.9, 0.7, 0.4])}
    figure = verdict_curves(curves, band, 2, Keys(), LIGHT)
    for name, values in curves.items():
        assert_shows(trace_of(figure, name), x=[0, 1, 2], y=values, mode="lines", hovertemplate="hover")
    assert_shows(trace_of(figure, "high"), y=band["high"], showlegend=False)
    assert_shows(trace_of(figure, "random"), y=band["low"], fill="tonexty", fillcolor=LIGHT.neutral)
    assert all_differ((trace.line.color, trace.line.dash) for trace in figure.data[2:])
    (mark,) = figure.layout.shapes
    assert_shows(mark, x0=2, x1=2)
    assert_shows(figure.layout.yaxis, title_text="y", tickformat=".0%")
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", showlegend=True)


def test_correlations_are_written_into_their_cells() -> None:
    correlations = np.array([[1.0, -0.05, np.nan], [-0.05, 1.0, 0.364], [np.nan, 0.364, 1.0]])
    figure = agreement_map(correlations, ["a", "b", "c"], Keys(), LIGHT)
    (cells,) = figure.data
    assert_shows(cells, z=correlations, zmin=-1, zmax=1, colorscale=diverging(LIGHT), hovertemplate="hover")
    assert_shows(cells, text=[["1", "−.05", ""], ["−.05", "1", ".36"], ["", ".36", "1"]])
    assert cells.customdata[1][2] == ["b", "c"]
    assert_shows(
        figure.layout.yaxis, tickvals=[0, 1, 2], ticktext=["a  1", "b  2", "c  3"], autorange="reversed"
    )
    assert_shows(figure.layout.xaxis, tickvals=[0, 1, 2], ticktext=["1", "2", "3"], side="top")
    assert_shows(figure.layout, title_text="title")


def test_shuffled_correlations_are_counted_and_the_true_one_is_a_line() -> None:
    null = np.array([-0.5, 0.0, 0.25])
    figure = chance_bars(null, 0.75, Keys(), LIGHT)
    (bars,) = figure.data
    assert_shows(bars, x=null, type="histogram", hovertemplate="hover")
    (line,) = figure.layout.shapes
    assert_shows(line, x0=0.75, x1=0.75)
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y")


def test_each_change_is_a_point_above_its_word() -> None:
    points = {
        "deletions": [(0, 0.9, "without a"), (1, 0.2, "without b")],
        "replacements": [(1, 0.7, "b → c")],
    }
    figure = change_points(points, ["a", "b"], Keys(), LIGHT)
    deletions, replacements = trace_of(figure, "deletions"), trace_of(figure, "replacements")
    assert_shows(
        deletions, x=[0, 1], y=[0.9, 0.2], customdata=["without a", "without b"], hovertemplate="hover"
    )
    assert_shows(deletions.marker, color=[LIGHT.positive, LIGHT.negative])
    assert_shows(replacements, x=[1], y=[0.7], customdata=["b → c"])
    assert deletions.marker.symbol != replacements.marker.symbol
    (line,) = figure.layout.shapes
    assert_shows(line, y0=0.5, y1=0.5)
    assert_shows(figure.layout.xaxis, tickvals=[0, 1], ticktext=["a", "b"])
    assert_shows(figure.layout, title_text="title", yaxis_title_text="y", showlegend=True)
