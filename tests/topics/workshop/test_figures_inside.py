"""The workshop's figures hold the numbers that they are given."""

import math

import numpy as np
import pytest

from core.app.figures.palette import LIGHT, diverging
from core.topics.workshop.figures.files import tensor_histogram
from core.topics.workshop.figures.loop import two_losses
from core.topics.workshop.figures.measured import (
    WINDOW,
    left_out_lines,
    padding_bars,
    seed_points,
    seed_spread,
    smoothed,
    varied_seeds,
)
from core.topics.workshop.figures.model import parameter_bars
from core.topics.workshop.figures.seeds import drawn_numbers
from tests.support.figures import Keys, all_differ, assert_shows, titles, trace_of, words

LINES = ("whole", "zero_grad", "schedule", "train_mode", "clip")
SEED_ROWS = ("minilm", "all", "head", "order", "dropout")


def test_bars_of_the_histogram_are_as_wide_as_their_bins() -> None:
    figure = tensor_histogram(np.array([1, 3]), np.array([0.0, 1.0, 3.0]), Keys(), LIGHT)
    (bar,) = figure.data
    assert_shows(bar, x=[0.5, 2], y=[1, 3], width=[1, 2], customdata=[[0, 1], [1, 3]])
    assert_shows(bar, type="bar", marker_color=LIGHT.accent, hovertemplate="hover")
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y")


def test_new_parameters_have_a_colour_of_their_own() -> None:
    figure = parameter_bars({"layer": 1000, "norm": 8}, {"head": 7}, Keys(), LIGHT)
    loaded, new = trace_of(figure, "loaded"), trace_of(figure, "new")
    assert_shows(loaded, x=[1000, 8], y=["layer", "norm"], text=["1,000", "8"], marker_color=LIGHT.muted)
    assert_shows(new, x=[7], y=["head"], text=["7"], marker_color=LIGHT.accent)
    for bar in figure.data:
        assert_shows(bar, type="bar", orientation="h", hovertemplate="hover")
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", xaxis_type="log", xaxis_dtick=1)
    assert_shows(figure.layout, yaxis_autorange="reversed", showlegend=True)


@pytest.mark.parametrize("changed", [[], [0.7, 0.8]])
def test_losses_lie_on_each_other(changed: list[float]) -> None:
    told = {"steps": 2, "ours": [0.7, 0.6], "trainer": [0.7, 0.625], "changed": changed}
    figure = two_losses(told, Keys(), LIGHT)
    looks = {"ours": ("lines", LIGHT.accent), "trainer": ("markers", LIGHT.negative)}
    looks |= {"changed": ("lines", LIGHT.key)} if changed else {}
    assert len(figure.data) == len(looks)
    for name, (mode, colour) in looks.items():
        trace = trace_of(figure, name)
        assert_shows(trace, x=[1, 2], y=told[name], mode=mode, hovertemplate="hover")
        assert colour in (trace.line.color, trace.marker.color)
    assert trace_of(figure, "trainer").marker.symbol == "circle-open"
    assert_shows(
        figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y", showlegend=True
    )


def test_every_seed_is_a_mark_and_the_first_is_filled() -> None:
    rows = {name: [0.7 + n / 100, 0.6] for n, name in enumerate(SEED_ROWS)}
    accuracies = {name: rows[name] for name in reversed(SEED_ROWS) if name != "minilm"}
    numbers = {"minilm": rows["minilm"], "accuracies": accuracies, "seeds": [42, 0, 1]}
    figure = seed_spread(numbers, words, LIGHT)
    for trace, name in zip(figure.data, SEED_ROWS, strict=True):
        assert_shows(trace, x=rows[name], y=[name] * 2, customdata=[42, 0], hovertemplate="hover")
        assert_shows(trace, mode="markers", marker_color=[LIGHT.accent, LIGHT.background])
        assert trace.marker.line.color == LIGHT.accent
        assert trace.marker.size[0] > trace.marker.size[1]
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", xaxis_tickformat=".1%")
    assert_shows(figure.layout.yaxis, type="category", autorange="reversed")
    assert seed_points({}, [], "another", words, LIGHT).layout.title.text == "another"


def test_seeds_of_one_run_are_a_row() -> None:
    outcomes = [{"accuracy": 0.75, "digest": ""}, {"accuracy": 0.5, "digest": ""}]
    figure = varied_seeds({"vary": "head", "seeds": [42, 0], "outcomes": outcomes}, words, LIGHT)
    assert_shows(figure.data[0], x=[0.75, 0.5], y=["head"] * 2, customdata=[42, 0], hovertemplate="hover")
    assert len(figure.data) == 1
    assert figure.layout.title.text == "title"


def test_a_mean_over_a_broken_loss_is_left_out() -> None:
    assert smoothed([1.0, 3.0]) == [1.0, 2.0]
    assert smoothed([1.0, None, 3.0]) == [1.0, None, None]
    assert smoothed([1.0, math.inf]) == [1.0, None]
    assert smoothed([None] + [2.0] * WINDOW)[-2:] == [None, 2.0]
    assert smoothed([float(n) for n in range(20)])[-1] == pytest.approx(14.5)


def test_a_line_for_each_run_and_one_name_for_both_rates() -> None:
    runs = [
        {"line": line, "rate": rate, "losses": [1.0, 3.0 + n], "accuracy": 0.5 + n / 10}
        for rate in (1e-5, 1e-4)
        for n, line in enumerate(LINES)
    ]
    figure = left_out_lines({"runs": runs}, words, LIGHT)
    for run in runs:
        axis, line = ("x" if run["rate"] == 1e-5 else "x2"), run["line"]
        trace = trace_of(figure, line, axis)
        assert_shows(trace, x=[1, 2], y=smoothed(run["losses"]), customdata=[run["accuracy"]] * 2)
        assert_shows(trace, legendgroup=line, showlegend=axis == "x", mode="lines", hovertemplate="hover")
    assert all_differ(trace.line.color for trace in figure.data[:5])
    assert all_differ(trace.line.dash for trace in figure.data[:5])
    assert trace_of(figure, "whole", "x").line.color == LIGHT.accent
    assert titles(figure) == ["rate rate=10⁻⁵", "rate rate=0.0001"]
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", xaxis2_title_text="x")
    assert_shows(figure.layout, yaxis_title_text=f"y window={WINDOW}", yaxis2_title_text=None)
    assert_shows(figure.layout, yaxis2_matches="y", showlegend=True)


def test_padding_is_what_is_no_token() -> None:
    ways = {"max_length": {"cells": 10, "seconds": 2.0}, "dynamic": {"cells": 6, "seconds": 1.0}}
    figure = padding_bars({"ways": ways, "tokens": 5, "width": 9}, words, LIGHT)
    names = ["max_length width=9", "dynamic width=9"]
    rows = (
        ("tokens", [5, 5], LIGHT.accent, "hover_cells", "x"),
        ("padding", [5, 1], LIGHT.border, "hover_cells", "x"),
        (None, [2, 1], LIGHT.key, "hover_seconds", "x2"),
    )
    for bar, (name, values, colour, hover, axis) in zip(figure.data, rows, strict=True):
        assert_shows(bar, name=name, x=values, y=names, marker_color=colour, hovertemplate=hover, xaxis=axis)
        assert_shows(bar, type="bar", orientation="h", showlegend=None if name else False)
    assert titles(figure) == ["cells", "seconds"]
    assert_shows(figure.layout, title_text="title", barmode="stack", showlegend=True, yaxis2_matches="y")
    assert figure.layout.yaxis.autorange == "reversed"


def test_draws_are_light_and_their_own() -> None:
    head, kept = np.array([[1.0, -3.0], [0.5, 2.0]]), np.array([[True, False], [False, True], [True, True]])
    figure = drawn_numbers(head, kept, Keys(), LIGHT)
    numbers, mask = figure.data
    assert (numbers.z.dtype, mask.z.dtype) == (np.float32, np.uint8)
    assert_shows(numbers, z=head, zmin=-3, zmax=3, colorscale=diverging(LIGHT), hovertemplate="hover_head")
    assert_shows(mask, z=[[1, 0], [0, 1], [1, 1]], zmin=0, zmax=1, hovertemplate="hover_dropout", xaxis="x2")
    assert_shows(mask, colorscale=[(0, LIGHT.negative), (1, LIGHT.neutral)])
    assert numbers.showscale is mask.showscale is False
    assert titles(figure) == ["head", "dropout"]
    assert {note.x for note in figure.layout.annotations} == {0}
    assert_shows(figure.layout, title_text="title", xaxis_showticklabels=False, yaxis2_autorange="reversed")
    assert figure.layout.yaxis.showticklabels is False
