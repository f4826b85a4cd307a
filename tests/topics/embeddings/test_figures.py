"""The figures of words as vectors show the numbers they are given."""

import numpy as np

from core.app.figures.palette import DARK, LIGHT, diverging
from core.topics.embeddings import figures as f
from core.topics.embeddings.figures_map import MOST_NAMED, vocabulary_map
from core.topics.embeddings.figures_measured import contrast_by_dimension, features_by_size
from tests.support.figures import Keys, all_differ, assert_shows, trace_of, words

TEXTS = Keys()


def test_each_word_has_its_one() -> None:
    figure = f.one_hot_rows([0, 9], ["a", "b"], 10, TEXTS, LIGHT)
    (marks,) = figure.data
    assert_shows(marks, x=[0, 9], y=[0, 1], customdata=["a", "b"], mode="markers", hovertemplate="hover")
    assert_shows(marks.marker, color=LIGHT.token, symbol="square")
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", xaxis_range=[-0.2, 10.2])
    assert_shows(figure.layout.yaxis, ticktext=["a", "b"], tickvals=[0, 1], range=[1.6, -0.6])
    for row, line in enumerate(figure.layout.shapes):
        assert_shows(line, y0=row, y1=row, layer="below", line_color=LIGHT.border)


def test_a_number_for_each_pair_of_words() -> None:
    matrix = np.array([[1.0, 0.5], [-0.25, 1.0]])
    figure = f.word_matrix(matrix, ["long a", "long b"], TEXTS, DARK, ticks=["1", "2"])
    (heat,) = figure.data
    assert heat.z.dtype == np.float32
    assert_shows(heat, z=matrix, zmin=-1, zmax=1, colorscale=diverging(DARK), hovertemplate="hover")
    pairs = [[["long a", "long a"], ["long a", "long b"]], [["long b", "long a"], ["long b", "long b"]]]
    assert_shows(heat, customdata=pairs)
    for axis in (figure.layout.xaxis, figure.layout.yaxis):
        assert_shows(axis, ticktext=["1", "2"], tickvals=[0, 1])
    assert_shows(figure.layout, title_text="title", yaxis_autorange="reversed", yaxis_scaleanchor="x")
    named = f.word_matrix(matrix, ["long a", "long b"], TEXTS, DARK).layout
    assert_shows(named, xaxis_ticktext=["long a", "long b"], yaxis_ticktext=["long a", "long b"])


def test_strips_keep_their_words() -> None:
    vectors = np.array([[1.0, -2.0, 0.5], [0.0, 0.25, 4.0]])
    figure = f.vector_strips(vectors, ["a", "b"], TEXTS, LIGHT)
    (heat,) = figure.data
    end = np.percentile(np.abs(vectors), 99)
    assert_shows(heat, z=vectors, zmin=-end, zmax=end, colorscale=diverging(LIGHT), hovertemplate="hover")
    assert_shows(heat, customdata=[["a"] * 3, ["b"] * 3])
    assert_shows(figure.layout.yaxis, ticktext=["a", "b"], tickvals=[0, 1], autorange="reversed")
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x")


def test_histograms_are_proportions_around_the_mean() -> None:
    gaps = {"gaussian": np.array([1.0, 1.0, 4.0]), "glove": np.array([3.0]), "one_hot": np.array([2.0, 2.0])}
    figure = f.distance_histograms(gaps, Keys(gaussian="G", glove="V", one_hot="1"), TEXTS, LIGHT)
    width = 2.4 / f.BINS
    for name, colour, expected in (
        ("G", LIGHT.accent, {0.5: 2 / 3, 2: 1 / 3}),
        ("V", LIGHT.query, {1: 1}),
        ("1", LIGHT.value, {1: 1}),
    ):
        trace = trace_of(figure, name)
        assert_shows(trace, x=(np.arange(f.BINS) + 0.5) * width, line_color=colour, hovertemplate="hover")
        assert_shows(trace, mode="lines", fill="tozeroy", line_shape="hvh")
        heights = np.zeros(f.BINS)
        for distance, proportion in expected.items():
            heights[int(np.searchsorted(np.linspace(0, 2.4, f.BINS + 1), distance, "right")) - 1] = proportion
        assert_shows(trace, y=heights.astype(np.float32))
    assert_shows(
        figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y", showlegend=True
    )
    assert_shows(figure.layout, yaxis_tickformat=".0%", yaxis_range=[0, f.MOST_SHOWN])


def test_shell_curves_mark_the_chosen_dimension() -> None:
    shells = {0.1: [0.1, 0.19], 0.01: [0.01, 0.02]}
    figure = f.shell_curve(shells, [1, 2], 2, {0.1: "ten", 0.01: "one"}, TEXTS, LIGHT)
    for name, values in (("ten", shells[0.1]), ("one", shells[0.01])):
        trace = trace_of(figure, name)
        assert_shows(trace, x=[1, 2], y=np.float32(values), mode="lines", hovertemplate="hover")
        assert trace.line.color == LIGHT.accent
    assert all_differ(trace.line.dash for trace in figure.data)
    assert_shows(figure.layout.shapes[0], x0=2, x1=2, line_color=LIGHT.muted)
    assert_shows(figure.layout.xaxis, title_text="x", type="log")
    assert_shows(figure.layout.yaxis, title_text="y", tickformat=".0%", range=[-0.02, 1.05])
    assert_shows(figure.layout, title_text="title", showlegend=True)


def test_bars_begin_at_a_negative_cosine() -> None:
    figure = f.neighbour_bars(["a", "b"], [0.9, -0.25], TEXTS, LIGHT)
    (bars,) = figure.data
    assert_shows(bars, y=[0, 1], x=np.float32([0.9, -0.25]), orientation="h", text=["0.900", "-0.250"])
    assert_shows(bars, customdata=["a", "b"], marker_color=LIGHT.token, hovertemplate="hover")
    assert_shows(bars, textfont_color=LIGHT.background, insidetextanchor="start")
    assert_shows(figure.layout.xaxis, range=[-0.25, 1], title_text="x")
    assert_shows(figure.layout.yaxis, ticktext=["a", "b"], tickvals=[0, 1], autorange="reversed")
    assert figure.layout.title.text == "title"
    assert_shows(f.neighbour_bars(["a"], [0.9], TEXTS, LIGHT).layout, xaxis_range=[0, 1])


def test_a_line_for_each_pair_of_occurrences() -> None:
    curves = {"a–b": np.array([1.0, 0.5]), "a–c": np.array([0.25, 0.75])}
    figure = f.pair_lines(curves, ["embeddings", "1"], TEXTS, LIGHT)
    for name, values in curves.items():
        trace = trace_of(figure, name)
        assert_shows(trace, x=["embeddings", "1"], y=values, customdata=[name] * 2, hovertemplate="hover")
        assert_shows(trace, mode="lines+markers", line_color=LIGHT.accent)
    assert_shows(figure.layout, title_text="title", xaxis_type="category", yaxis_title_text="y")


def test_classes_differ_in_colour_and_shape_and_the_own_sentence_is_a_star() -> None:
    points, labels = np.arange(8.0).reshape(4, 2), np.array([0, 1, 1, 0])
    names = ["n", "p", "own"]
    figure = f.cls_points(points, labels, [1.0, 2.0], names, TEXTS, LIGHT)
    looks = (("n", [0, 6], [1, 7], LIGHT.negative), ("p", [2, 4], [3, 5], LIGHT.positive))
    for name, x, y, colour in (*looks, ("own", [1], [2], LIGHT.accent)):
        trace = trace_of(figure, name)
        assert_shows(trace, x=x, y=y, mode="markers", marker_color=colour, hovertemplate="hover")
    assert all_differ(trace.marker.symbol for trace in figure.data)
    assert figure.data[2].marker.symbol == "star"
    assert figure.data[2].marker.line.color == LIGHT.background
    assert_shows(
        figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y", showlegend=True
    )
    assert len(f.cls_points(points, labels, None, names, TEXTS, LIGHT).data) == 2


def test_the_map_sends_its_words_points_and_what_was_found() -> None:
    points, percent = np.arange(80.0).reshape(40, 2), np.linspace(0, 100, 40)
    vocabulary = [f"<b>word{n}" for n in range(40)]
    look = {"scale": "sequential", "stops": np.array([5, 50, 95])}
    header, arrays = vocabulary_map(points, vocabulary, percent, range(3, 40), TEXTS, **look)
    assert header["words"] == vocabulary
    assert header["found"] == list(range(3, 3 + MOST_NAMED))
    assert (header["scale"], header["equal"], header["marks"]) == ("sequential", True, [])
    assert header["stops"] == [5.0, 50.0, 95.0]
    assert header["stamp"] == header["texts"]["title"] == "title"
    assert arrays["points"].dtype == arrays["percent"].dtype == np.float32
    assert np.array_equal(arrays["points"], points)
    assert np.array_equal(arrays["percent"], np.float32(percent))
    header, _ = vocabulary_map(
        points, vocabulary, percent, [], TEXTS, stops=[0, 1], marks={0.0: "bad", 1.0: "good"}
    )
    assert header["marks"] == [{"at": 0.0, "text": "bad"}, {"at": 1.0, "text": "good"}]
    assert not header["equal"]


def test_accuracy_by_labelled_phrases_spans_the_draws() -> None:
    curves = {
        kind: [{"rows": rows, "accuracy": 0.75, "all": [0.75, 0.7 - n / 100, 0.9]} for rows in (10, 100)]
        for n, kind in enumerate(("one_hot", "glove", "random"))
    }
    figure = features_by_size({"curves": curves}, words, LIGHT)
    for n, (kind, colour) in enumerate(
        (("one_hot", LIGHT.value), ("glove", LIGHT.accent), ("random", LIGHT.muted))
    ):
        trace = trace_of(figure, kind)
        assert_shows(trace, x=[10, 100], y=[0.75, 0.75], customdata=[[0.7 - n / 100, 0.9, 3]] * 2)
        assert_shows(trace.error_y, array=[0.15] * 2, arrayminus=[0.05 + n / 100] * 2, color=colour)
        assert_shows(trace, line_color=colour, hovertemplate="hover", mode="lines+markers")
        assert_shows(trace, error_y_type="data", error_y_symmetric=False)
    assert all_differ((trace.line.dash, trace.marker.symbol) for trace in figure.data)
    assert all_differ(trace.marker.symbol for trace in figure.data)
    assert_shows(
        figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y", showlegend=True
    )
    assert_shows(figure.layout, xaxis_type="log", yaxis_tickformat=".0%")


def test_contrast_by_dimension_on_logarithmic_axes() -> None:
    contrasts = {
        kind: [{"dimension": d, "contrast": n / d} for d in (2, 50)]
        for n, kind in enumerate(("gaussian", "glove"), start=1)
    }
    figure = contrast_by_dimension({"contrasts": contrasts}, words, LIGHT)
    for kind, colour in (("gaussian", LIGHT.accent), ("glove", LIGHT.query)):
        trace = trace_of(figure, kind)
        assert_shows(trace, x=[2, 50], y=[one["contrast"] for one in contrasts[kind]], line_color=colour)
        assert_shows(trace, hovertemplate="hover", mode="lines+markers")
    assert_shows(
        figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y", showlegend=True
    )
    assert figure.layout.xaxis.type == figure.layout.yaxis.type == "log"
