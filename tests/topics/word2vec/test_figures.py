"""The figures of word2vec show the numbers they are given."""

import numpy as np

from core.app.figures.palette import LIGHT
from core.topics.word2vec import figures as f
from tests.support.figures import Keys, all_differ, assert_shows, trace_of, words

TEXTS = Keys()
NOTHING = np.nan


def test_the_window_stands_at_every_place_and_the_chosen_row_is_framed() -> None:
    figure = f.window_positions(["a", "b", "c", "d"], 2, 1, TEXTS, LIGHT)
    (cells,) = figure.data
    parts = [[2, 1, 0, 0], [1, 2, 1, 0], [0, 1, 2, 1], [0, 0, 1, 2]]
    roles = [
        [[word, ("other", "context", "centre")[part]] for word, part in zip("abcd", row, strict=True)]
        for row in parts
    ]
    assert_shows(cells, z=parts, zmin=0, zmax=2, customdata=roles, hovertemplate="hover")
    assert_shows(figure.layout.shapes[0], x0=-0.5, x1=3.5, y0=1.5, y1=2.5)
    for axis in (figure.layout.xaxis, figure.layout.yaxis):
        assert_shows(axis, tickvals=[0, 1, 2, 3], ticktext=["a", "b", "c", "d"])
    assert_shows(figure.layout, title_text="title", yaxis_autorange="reversed")


def test_bars_count_pairs_by_distance() -> None:
    figure = f.pairs_by_distance({-1: 1200, 1: 30}, TEXTS, LIGHT)
    assert_shows(
        figure.data[0], type="bar", x=[-1, 1], y=[1200, 30], text=["1,200", "30"], hovertemplate="hover"
    )
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y")


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
