"""The figures of words as vectors show the numbers they are given."""

import numpy as np
import pytest

from core.app.figures.palette import DARK, LIGHT
from core.topics.embeddings import figures as f
from core.topics.embeddings.figures_map import vocabulary_map


class Anything(dict):
    def __missing__(self, key: str) -> str:
        return key


TEXTS = Anything()


def test_each_word_has_its_one() -> None:
    figure = f.ones([0, 9], ["a", "b"], 10, TEXTS, LIGHT)
    assert list(figure.data[0].x) == [0, 9]
    assert list(figure.layout.yaxis.ticktext) == ["a", "b"]
    assert all(line.layer == "below" for line in figure.layout.shapes)


def test_matrix_and_strips_keep_their_words() -> None:
    matrix = np.array([[1.0, 0.5], [0.5, 1.0]])
    figure = f.word_matrix(matrix, ["long a", "long b"], TEXTS, DARK, ticks=["1", "2"])
    assert figure.data[0].z.dtype == np.float32
    assert list(figure.data[0].customdata[0, 1]) == ["long a", "long b"]
    assert list(figure.layout.xaxis.ticktext) == ["1", "2"]
    strips = f.vector_strips(matrix, ["a", "b"], TEXTS, LIGHT)
    assert strips.data[0].zmax == -strips.data[0].zmin > 0


def test_histograms_are_shares_around_the_mean() -> None:
    figure = f.distance_histograms({"gaussian": np.array([1.0, 1.0, 4.0])}, TEXTS, TEXTS, LIGHT)
    assert figure.data[0].y.sum() == pytest.approx(1.0)


def test_shell_curves_mark_the_chosen_dimension() -> None:
    figure = f.shell_curve({0.1: [0.1, 0.19]}, [1, 2], 2, {0.1: "ten"}, TEXTS, LIGHT)
    assert figure.data[0].name == "ten"
    assert figure.layout.shapes[0].x0 == 2


def test_bars_begin_at_a_negative_cosine() -> None:
    figure = f.neighbour_bars(["a", "b"], [0.9, -0.2], TEXTS, LIGHT)
    assert figure.layout.xaxis.range == (-0.2, 1)


def test_classes_differ_in_colour_and_shape_and_the_own_sentence_is_a_star() -> None:
    points, labels = np.zeros((4, 2)), np.array([0, 1, 1, 0])
    figure = f.cls_points(points, labels, [1.0, 2.0], ["n", "p", "own"], TEXTS, LIGHT)
    assert [len(trace.x) for trace in figure.data] == [2, 2, 1]
    assert len({trace.marker.symbol for trace in figure.data}) == 3
    assert len(f.cls_points(points, labels, None, ["n", "p", "own"], TEXTS, LIGHT).data) == 2


def test_the_map_is_light_on_the_wire_and_points_out_what_was_found() -> None:
    count = 30_000
    points = np.random.default_rng(0).standard_normal((count, 2))
    words = [f"word{n}" for n in range(count)]
    percent = np.full(count, 50.0)
    figure = vocabulary_map(points, words, percent, [3, 4], "diverging", TEXTS, LIGHT)
    assert len(figure.to_json()) < 1_000_000
    assert (figure.data[0].x.dtype, figure.data[0].marker.color.dtype) == (np.float32, np.uint8)
    assert list(figure.data[1].text) == ["word3", ""]
    assert list(figure.data[1].customdata) == ["word3", "word4"]
    assert len(vocabulary_map(points, words, percent, [], "sequential", TEXTS, DARK).data) == 1
