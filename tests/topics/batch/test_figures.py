"""The histogram of probabilities, the confusion matrix, and accuracy against coverage."""

import numpy as np

from core.app.figures.palette import LIGHT, sequential
from core.topics.batch.figures import confusion_matrix, coverage_curve, probability_histogram
from tests.support.figures import Keys, assert_shows


def test_bars_stand_in_the_middle_of_their_bins() -> None:
    figure = probability_histogram(np.array([3, 0, 1, 5]), 0.8, Keys(), LIGHT)
    (bars,) = figure.data
    assert_shows(bars, x=[0.125, 0.375, 0.625, 0.875], y=[3, 0, 1, 5], hovertemplate="hover")
    assert_shows(bars, customdata=[[0, 0.25], [0.25, 0.5], [0.5, 0.75], [0.75, 1]])
    assert_shows(bars, marker_color=[LIGHT.negative] * 2 + [LIGHT.positive] * 2, type="bar")
    assert 0.2 < bars.width < 0.25
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y")
    assert_shows(figure.layout.xaxis, range=[0, 1], tickformat=".0%")


def test_a_middle_bin_counts_as_positive() -> None:
    assert probability_histogram(np.array([1]), 0.5, Keys(), LIGHT).data[0].marker.color[0] == LIGHT.positive


def test_shade_covers_what_needs_review() -> None:
    layout = probability_histogram(np.array([1, 1]), 0.75, Keys(), LIGHT).layout
    assert_shows(layout.shapes[0], x0=0.25, x1=0.75, fillcolor=LIGHT.muted, type="rect")
    assert layout.annotations[0].text == "review"
    assert not probability_histogram(np.array([1, 1]), 0.5, Keys(), LIGHT).layout.shapes


def test_matrix_shows_counts_by_label_and_verdict() -> None:
    figure = confusion_matrix(np.array([[10, 2], [3, 1500]]), ["no", "yes"], Keys(), LIGHT)
    (cells,) = figure.data
    assert cells.z.dtype == np.float32
    assert_shows(cells, z=np.float32([[10, 2], [3, 1500]]) / 1500, x=["no", "yes"], y=["no", "yes"])
    assert_shows(cells, text=[["10", "2"], ["3", "1,500"]], texttemplate="%{text}", hovertemplate="hover")
    assert_shows(cells, colorscale=sequential(LIGHT), showscale=False)
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y")
    assert figure.layout.yaxis.autorange == "reversed"
    assert not confusion_matrix(np.zeros((2, 2), int), ["no", "yes"], Keys(), LIGHT).data[0].z.any()


def test_coverage_marks_the_threshold() -> None:
    numbers = {
        "threshold": np.array([0.5, 0.75, 1.0]),
        "coverage": np.array([1.0, 0.5, 0.0]),
        "accuracy": np.array([0.8, 0.9, np.nan]),
    }
    figure = coverage_curve(numbers, 0.76, Keys(), LIGHT)
    line, point = figure.data
    assert_shows(line, x=[1, 0.5, 0], y=[0.8, 0.9, np.nan], customdata=[[0.5], [0.75], [1.0]], mode="lines")
    assert_shows(point, x=[0.5], y=[0.9], customdata=[[0.75]], text=["76%"], mode="markers+text")
    assert line.hovertemplate == point.hovertemplate == "hover"
    assert line.line.color == point.marker.color == LIGHT.accent
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y")
    assert_shows(figure.layout, yaxis_tickformat=".0%", xaxis_tickformat=".0%", xaxis_range=[-0.02, 1.04])
