"""The figures of word2vec show the numbers they are given."""

import numpy as np
import pytest

from core.app.figures.palette import DARK, LIGHT
from core.topics.word2vec import figures as f


class Anything(dict):
    def __missing__(self, key: str) -> str:
        return key


TEXTS = Anything()


def test_loss_has_a_mean_once_there_is_enough() -> None:
    assert len(f.loss_curve([], TEXTS, LIGHT).data) == 1
    assert len(f.loss_curve([1.0] * 19, TEXTS, LIGHT).data) == 1
    figure = f.loss_curve([float(n) for n in range(30)], TEXTS, LIGHT)
    assert figure.data[1].x[0] == 20
    assert figure.data[1].y[0] == pytest.approx(9.5)


def test_words_trail_from_where_they_stood() -> None:
    points, before = np.array([[1.0, 2.0], [3.0, 4.0]]), np.zeros((2, 2))
    figure = f.moving_words(points, before, ["a", "b"], 1, TEXTS, DARK)
    trail, dots = figure.data
    assert trail.x[:2].tolist() == [0.0, 1.0]
    assert np.isnan(trail.x[2])
    assert dots.marker.color[1] != dots.marker.color[0]
    assert len(f.moving_words(points, None, ["a", "b"], None, TEXTS, LIGHT).data) == 1
    assert f.moving_words(points * 0, None, ["a", "b"], None, TEXTS, LIGHT).layout.xaxis.range[1] > 0


def test_both_matrices_share_one_scale() -> None:
    figure = f.two_matrices(np.ones((2, 3)), np.zeros((2, 3)), ["a", "b"], TEXTS, LIGHT)
    assert [trace.z.shape for trace in figure.data] == [(2, 3), (2, 3)]
    assert figure.layout.coloraxis.cmax == -figure.layout.coloraxis.cmin == 1.0


def test_noise_shows_what_was_drawn() -> None:
    drawn = np.array([3, 1])
    figure = f.noise_bars(np.array([0.6, 0.4]), np.array([0.7, 0.3]), drawn, ["a", "b"], TEXTS, LIGHT)
    assert figure.data[2].y.tolist() == [0.75, 0.25]
    assert list(figure.data[0].customdata[0]) == ["a", 3]
    assert f.noise_bars(drawn / 4, drawn / 4, drawn * 0, ["a", "b"], TEXTS, LIGHT).data[2].y.tolist() == [
        0,
        0,
    ]
