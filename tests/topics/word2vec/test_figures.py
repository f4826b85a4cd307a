"""The figures of word2vec show the numbers they are given."""

import numpy as np

from core.app.figures.palette import DARK, LIGHT, diverging
from core.topics.word2vec import figures as f
from tests.support.figures import Keys, all_differ, assert_shows, titles, trace_of, words

TEXTS = Keys()
NOTHING = np.nan


def test_loss_has_a_mean_once_there_is_enough() -> None:
    assert len(f.loss_curve([], TEXTS, LIGHT).data) == 1
    assert len(f.loss_curve([1.0] * (f.SMOOTH - 1), TEXTS, LIGHT).data) == 1
    assert len(f.loss_curve([1.0] * f.SMOOTH, TEXTS, LIGHT).data) == 2
    losses = [float(n**2) for n in range(60)]
    figure = f.loss_curve(losses, TEXTS, LIGHT)
    dots, mean = figure.data
    assert_shows(dots, x=range(1, 61), y=losses, mode="markers", hovertemplate="hover")
    means = [np.mean(losses[end - f.SMOOTH : end]) for end in range(f.SMOOTH, 61)]
    assert_shows(mean, x=range(f.SMOOTH, 61), y=means, mode="lines", hoverinfo="skip")
    assert (dots.marker.color, mean.line.color) == (LIGHT.muted, LIGHT.accent)
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y")
    assert_shows(figure.layout, xaxis_range=[0, 61], yaxis_rangemode="tozero")
    assert_shows(f.loss_curve([1.0], TEXTS, LIGHT).layout, xaxis_range=[0, 50])


def test_words_trail_from_where_they_stood() -> None:
    points, before = np.array([[0.5, 0.25], [-0.5, 1.0]]), np.array([[0.0, 0.125], [1.0, -1.0]])
    figure = f.moving_words(points, before, ["a", "b"], 1, TEXTS, DARK)
    trail, dots = figure.data
    assert_shows(trail, x=[0, 0.5, NOTHING, 1, -0.5, NOTHING], y=[0.125, 0.25, NOTHING, -1, 1, NOTHING])
    assert_shows(trail, mode="lines", hoverinfo="skip", line_color=DARK.border)
    assert_shows(dots, x=[0.5, -0.5], y=[0.25, 1], text=["a", "b"], hovertemplate="hover")
    assert_shows(dots, mode="markers+text", marker_color=[DARK.token, DARK.negative])
    assert_shows(dots, textfont_color=[DARK.token, DARK.negative])
    for axis, name in ((figure.layout.xaxis, "x"), (figure.layout.yaxis, "y")):
        assert_shows(axis, title_text=name, range=[-f.REACH, f.REACH], showticklabels=False)
    assert figure.layout.title.text == "title"
    (alone,) = f.moving_words(points, None, ["a", "b"], None, TEXTS, LIGHT).data
    assert_shows(alone, marker_color=[LIGHT.token] * 2)
    assert f.REACH > 1  # vectors of length 1 stand inside


def test_both_matrices_share_one_scale() -> None:
    vectors, outputs = np.arange(6.0).reshape(2, 3), -np.arange(6.0).reshape(2, 3) / 2
    figure = f.two_matrices(vectors, outputs, ["a", "b"], TEXTS, LIGHT)
    for trace, matrix, axis in zip(figure.data, (vectors, outputs), ("x", "x2"), strict=True):
        assert_shows(trace, z=matrix, y=["a", "b"], hovertemplate="hover", coloraxis="coloraxis", xaxis=axis)
    end = np.percentile([0, 1, 2, 3, 4, 5, 0, 0.5, 1, 1.5, 2, 2.5], 99)
    assert_shows(figure.layout.coloraxis, cmin=-end, cmax=end, colorscale=diverging(LIGHT))
    assert titles(figure) == ["inputs", "outputs"]
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", xaxis2_title_text="x")
    assert_shows(figure.layout.yaxis, autorange="reversed", type="category")
    assert figure.layout.yaxis2.matches == "y"
    silent = f.two_matrices(vectors * 0, outputs * 0, ["a", "b"], TEXTS, LIGHT)
    assert silent.layout.coloraxis.cmax == 1e-3


def test_noise_shows_what_was_drawn() -> None:
    likely, plain, drawn = np.array([0.6, 0.4]), np.array([0.7, 0.3]), np.array([3, 1])
    figure = f.noise_bars(likely, plain, drawn, ["a", "b"], TEXTS, LIGHT)
    bars = trace_of(figure, "likely")
    assert_shows(bars, type="bar", x=[0, 1], y=likely.astype(np.float32), customdata=[["a", 3], ["b", 1]])
    assert_shows(bars, marker_color=LIGHT.accent, hovertemplate="hover")
    for name, values, colour in (("plain", plain, LIGHT.value), ("drawn", [0.75, 0.25], LIGHT.negative)):
        trace = trace_of(figure, name)
        assert_shows(trace, x=[0, 1], y=np.array(values, np.float32), mode="markers", hoverinfo="skip")
        assert trace.marker.color == colour
    assert trace_of(figure, "plain").marker.symbol == "line-ew-open"
    assert_shows(figure.layout.xaxis, tickvals=[0, 1], ticktext=["a", "b"])
    assert_shows(figure.layout.yaxis, title_text="y", tickformat=".1%", rangemode="tozero")
    assert_shows(figure.layout, title_text="title", showlegend=True)
    silent = f.noise_bars(likely, plain, drawn * 0, ["a", "b"], TEXTS, LIGHT)
    assert_shows(trace_of(silent, "drawn"), y=[0, 0])


def test_overlap_with_glove_by_seconds() -> None:
    curves = {
        model: [{"seconds": s * n, "epoch": s, "frequent": s / 10, "rare": s / (20 * n)} for s in (1, 2)]
        for n, model in enumerate(("cbow", "skipgram"), start=1)
    }
    figure = f.models_in_time({"curves": curves}, words, LIGHT)
    for model, colour in (("cbow", LIGHT.value), ("skipgram", LIGHT.accent)):
        for kind in ("frequent", "rare"):
            trace, curve = trace_of(figure, f"{model}_{kind}"), curves[model]
            assert_shows(trace, x=[one["seconds"] for one in curve], y=[one[kind] for one in curve])
            assert_shows(trace, customdata=[1, 2], line_color=colour, hovertemplate="hover")
            assert trace.mode == "lines+markers"
    assert all_differ((trace.line.color, trace.line.dash) for trace in figure.data)
    assert_shows(figure.layout.xaxis, title_text="x", rangemode="tozero")
    assert_shows(figure.layout.yaxis, title_text="y", rangemode="tozero", tickformat=".1%")
    assert_shows(figure.layout, title_text="title", showlegend=True)
