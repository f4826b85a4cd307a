"""The workshop's figures hold the numbers that they are given."""

import numpy as np
import pytest

from core.app.figures.palette import LIGHT
from core.topics.workshop.figures.files import tensor_histogram
from core.topics.workshop.figures.loop import two_losses
from core.topics.workshop.figures.measured import left_out_lines, padding_bars, seed_points, smoothed
from core.topics.workshop.figures.model import parameter_bars
from core.topics.workshop.figures.seeds import drawn_numbers


class Words(dict):
    """Every text is its own name."""

    def __missing__(self, name: str) -> str:
        return name


def words(part: str, **parameters: object) -> str:
    return part


def test_bars_of_the_histogram_are_as_wide_as_their_bins() -> None:
    figure = tensor_histogram(np.array([1, 3]), np.array([0.0, 1.0, 3.0]), Words(), LIGHT)
    (bar,) = figure.data
    assert (list(bar.y), list(bar.x), list(bar.width)) == ([1, 3], [0.5, 2.0], [1, 2])


def test_new_parameters_have_a_colour_of_their_own() -> None:
    figure = parameter_bars({"layer": 100}, {"head": 7}, Words(), LIGHT)
    assert [(list(bar.x), bar.marker.color) for bar in figure.data] == [
        ([100], LIGHT.muted),
        ([7], LIGHT.accent),
    ]
    assert figure.layout.xaxis.type == "log"


@pytest.mark.parametrize("changed", [[], [0.7, 0.8]])
def test_losses_lie_on_each_other(changed: list[float]) -> None:
    told = {"steps": 2, "ours": [0.7, 0.6], "trainer": [0.7, 0.6], "changed": changed}
    figure = two_losses(told, Words(), LIGHT)
    assert len(figure.data) == 2 + bool(changed)
    assert figure.data[0].y == figure.data[1].y == (0.7, 0.6)


def test_the_first_seed_is_filled() -> None:
    figure = seed_points({"row": [0.5, 0.6]}, [42, 0], "title", words, LIGHT)
    assert list(figure.data[0].marker.color) == [LIGHT.accent, LIGHT.background]
    assert list(figure.data[0].customdata) == [42, 0]


def test_a_mean_over_a_broken_loss_is_left_out() -> None:
    assert smoothed([1.0, 3.0]) == [1.0, 2.0]
    assert smoothed([1.0, None, 3.0]) == [1.0, None, None]
    assert smoothed([float(n) for n in range(20)])[-1] == pytest.approx(14.5)


def test_a_line_for_each_run_and_one_name_for_both_rates() -> None:
    runs = [
        {"line": line, "rate": rate, "losses": [1.0], "accuracy": 0.5}
        for rate in (1e-5, 1e-4)
        for line in ("whole", "clip")
    ]
    figure = left_out_lines({"runs": runs}, words, LIGHT)
    assert [trace.showlegend for trace in figure.data] == [True, True, False, False]


def test_padding_is_what_is_no_token() -> None:
    ways = {"max_length": {"cells": 10, "seconds": 2.0}, "dynamic": {"cells": 6, "seconds": 1.0}}
    figure = padding_bars({"ways": ways, "tokens": 5, "width": 9}, words, LIGHT)
    assert [list(bar.x) for bar in figure.data] == [[5, 5], [5, 1], [2.0, 1.0]]


def test_draws_are_light() -> None:
    figure = drawn_numbers(np.ones((2, 4)), np.ones((3, 4), bool), Words(), LIGHT)
    assert (figure.data[0].z.dtype, figure.data[1].z.dtype) == (np.float32, np.uint8)
    assert figure.data[0].zmin == -figure.data[0].zmax
