"""The logistic curve."""

import numpy as np
from scipy.special import expit

from core.app.figures.palette import LIGHT
from core.topics.predict.figures import LEAST_LIMIT, logistic_curve
from tests.support.figures import Keys, assert_shows


def test_points_lie_on_the_curve() -> None:
    points = {"good": (1.5, expit(1.5)), "bad": (-2.0, expit(-2.0)), "even": (0.0, 0.5)}
    figure = logistic_curve(points, Keys(), LIGHT)
    curve, *marks = figure.data
    x = np.linspace(-LEAST_LIMIT, LEAST_LIMIT, 201)
    assert curve.x.dtype == np.float32
    np.testing.assert_allclose(curve.x, x, atol=1e-5)
    np.testing.assert_allclose(curve.y, expit(x), atol=1e-6)
    assert_shows(curve, mode="lines", line_color=LIGHT.muted, hoverinfo="skip")
    for mark, (name, (difference, probability)) in zip(marks, points.items(), strict=True):
        colour = LIGHT.negative if name == "bad" else LIGHT.positive
        assert_shows(mark, x=[difference], y=[probability], text=[name], mode="markers+text")
        assert_shows(mark, marker_color=colour, textfont_color=colour)
        assert mark.textposition == f"{'top' if name == 'bad' else 'bottom'} center"
        assert mark.hovertemplate == "1 / (1 + exp(−(%{x:.3f}))) = %{y:.4f}<extra></extra>"
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y")
    assert_shows(figure.layout.yaxis, tickformat=".0%", range=[-0.05, 1.05])


def test_far_points_are_inside_the_picture() -> None:
    curve, *_ = logistic_curve({"model": (-20.0, 2e-9)}, Keys(), LIGHT).data
    assert (curve.x.min(), curve.x.max()) == (-21, 21)
