"""The figures of Normalization show the numbers they are given."""

import numpy as np

from core.app.figures.palette import LIGHT
from core.topics.normalization.figures import (
    SIDE_BY_SIDE,
    SYMBOLS,
    depth_gradients,
    drift_curves,
    jitter_strip,
    padding_curve,
    running_curve,
    spread_curve,
    stream_lengths,
    tone,
    training_accuracies,
)
from tests.support.figures import Keys, all_differ, assert_shows, titles, trace_of, words

LINES = {"hovertemplate": "hover", "mode": "lines+markers"}


def test_every_norm_has_a_colour_and_a_mark() -> None:
    assert [tone(norm, LIGHT) for norm in SYMBOLS] == [LIGHT.accent, LIGHT.batch, LIGHT.rms, LIGHT.muted]
    assert set(SYMBOLS) == {"layer", "batch", "rms", "none"}
    assert all_differ(SYMBOLS.values())


def test_jitter_is_a_line_each() -> None:
    figure = jitter_strip(np.array([1.0, 3.0]), np.array([2.0, 2.5]), Keys(), LIGHT)
    for name, values in (("batch", [1, 3]), ("layer", [2, 2.5])):
        assert_shows(trace_of(figure, name), x=[1, 2], y=values, line_color=tone(name, LIGHT), **LINES)
        assert trace_of(figure, name).marker.symbol == SYMBOLS[name]
    assert_shows(
        figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y", showlegend=True
    )


def test_spread_marks_the_chosen_size() -> None:
    figure = spread_curve([2, 4], {"batch": [0.4, 0.2], "layer": [0.0, 0.1]}, 3, Keys(), LIGHT)
    for name, values in (("batch", [0.4, 0.2]), ("layer", [0, 0.1])):
        assert_shows(trace_of(figure, name), x=[2, 4], y=values, line_color=tone(name, LIGHT), **LINES)
        assert trace_of(figure, name).marker.symbol == SYMBOLS[name]
    assert_shows(figure.layout.shapes[0], x0=3, x1=3, line_color=LIGHT.muted)
    assert_shows(figure.layout.xaxis, title_text="x", type="log", tickvals=[1, 2, 4])
    assert_shows(figure.layout, title_text="title", yaxis_title_text="y", showlegend=True)
    assert figure.layout.yaxis.rangemode == "tozero"


def test_running_statistics_stand_beside_the_batches() -> None:
    own = {"mean": np.array([1.0, 2.0]), "variance": np.array([3.0, 4.0])}
    running = {"mean": np.array([0.1, 0.3]), "variance": np.array([1.2, 1.5])}
    figure = running_curve(own, running, Keys(), LIGHT)
    for axis, part in (("x", "mean"), ("x2", "variance")):
        points, line = trace_of(figure, "own", axis), trace_of(figure, "running", axis)
        assert_shows(points, x=[1, 2], y=own[part], mode="markers", marker_color=LIGHT.muted)
        assert_shows(line, x=[1, 2], y=running[part], mode="lines", line_color=LIGHT.batch)
        for trace in (points, line):
            assert_shows(trace, hovertemplate="hover", showlegend=part == "mean")
    assert titles(figure) == ["mean", "variance"]
    assert_shows(
        figure.layout, title_text="title", xaxis_title_text="x", xaxis2_title_text="x", showlegend=True
    )


def test_padding_by_the_width_of_the_batch() -> None:
    figure = padding_curve([5, 6], {"batch": [0.1, 0.2], "layer": [0.0, 0.3]}, Keys(), LIGHT)
    for name, values in (("batch", [0.1, 0.2]), ("layer", [0, 0.3])):
        assert_shows(trace_of(figure, name), x=[5, 6], y=values, line_color=tone(name, LIGHT), **LINES)
        assert trace_of(figure, name).marker.symbol == SYMBOLS[name]
    assert_shows(
        figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y", showlegend=True
    )
    assert figure.layout.yaxis.rangemode == "tozero"


def test_lengths_before_and_after_each_norm() -> None:
    figure = stream_lengths(["a", "b"], np.array([9.0, 8.0]), np.array([4.0, 5.0]), Keys(), LIGHT)
    before, after = trace_of(figure, "before"), trace_of(figure, "after")
    assert_shows(before, x=["a", "b"], y=[9, 8], line_color=LIGHT.muted, **LINES)
    assert_shows(after, x=["a", "b"], y=[4, 5], line_color=LIGHT.accent, **LINES)
    assert before.marker.symbol == f"{after.marker.symbol}-open"
    assert_shows(figure.layout, title_text="title", xaxis_type="category", yaxis_title_text="y")
    assert_shows(figure.layout, yaxis_rangemode="tozero", showlegend=True)


def test_accuracies_stand_side_by_side_with_their_intervals() -> None:
    runs = [
        {
            "norm": norm,
            "batch": size,
            "accuracy": 0.7 + number / 100,
            "interval": [0.6, 0.75],
            "curve": [{"loss": 0.9}, {"loss": size / 100}],
        }
        for size in (64, 2)
        for number, norm in enumerate(("layer", "batch", "rms"))
    ]
    figure = training_accuracies({"runs": runs}, words, LIGHT)
    for number, norm in enumerate(("layer", "batch", "rms")):
        trace, aside, accuracy = trace_of(figure, norm), (number - 1) * SIDE_BY_SIDE, 0.7 + number / 100
        assert_shows(trace, x=[1 + aside, aside], y=[accuracy] * 2, mode="markers", hovertemplate="hover")
        assert_shows(trace, customdata=[[64, 0.6, 0.75, 0.64], [2, 0.6, 0.75, 0.02]])
        assert_shows(trace.error_y, array=[0.75 - accuracy] * 2, arrayminus=[accuracy - 0.6] * 2)
        assert_shows(trace.error_y, type="data", symmetric=False, color=tone(norm, LIGHT))
        assert_shows(trace.marker, color=tone(norm, LIGHT), symbol=SYMBOLS[norm])
    assert_shows(figure.layout.xaxis, ticktext=["tick size=2", "tick size=64"], tickvals=[0, 1])
    assert_shows(figure.layout, title_text="title", yaxis_title_text="y", yaxis_tickformat=".0%")
    assert figure.layout.showlegend


def test_gradients_by_depth() -> None:
    settings = {
        name: [{"depth": d, "first": d * number, "last": d + number} for d in (2, 4)]
        for number, name in enumerate(("none", "layer_pre", "layer_post", "rms_pre"), start=1)
    }
    figure = depth_gradients({"depths": [2, 4], "settings": settings}, words, LIGHT)
    for name, points in settings.items():
        trace, norm = trace_of(figure, name), name.split("_")[0]
        assert_shows(trace, x=[2, 4], y=[point["first"] for point in points], **LINES)
        assert_shows(trace, customdata=[[point["last"]] for point in points])
        assert_shows(trace, line_color=tone(norm, LIGHT), marker_symbol=SYMBOLS[norm])
    assert [trace.line.dash for trace in figure.data] == ["dot", "solid", "dash", "solid"]
    assert_shows(figure.layout.xaxis, title_text="x", type="log", tickvals=[2, 4], ticktext=["2", "4"])
    assert_shows(figure.layout.yaxis, title_text="y", type="log", dtick=1)
    assert_shows(figure.layout, title_text="title", showlegend=True)


def test_drift_along_the_training() -> None:
    runs = {
        norm: {"points": [{"step": s, "drift": s * number / 100, "loss": 0.6 / s} for s in (10, 20)]}
        for number, norm in enumerate(("layer", "none"), start=1)
    }
    figure = drift_curves({"runs": runs}, words, LIGHT)
    for norm, run in runs.items():
        trace = trace_of(figure, norm)
        assert_shows(trace, x=[10, 20], y=[point["drift"] for point in run["points"]], **LINES)
        assert_shows(trace, customdata=[[0.06], [0.03]], line_color=tone(norm, LIGHT))
        assert trace.marker.symbol == SYMBOLS[norm]
    assert_shows(
        figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y", showlegend=True
    )
    assert figure.layout.yaxis.rangemode == "tozero"
