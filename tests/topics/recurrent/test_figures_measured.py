"""What was measured of recurrent networks, drawn from hand-made numbers."""

import math

import pytest

from core.app.figures.palette import LIGHT
from core.topics.recurrent.figures_measured import adding_errors, gradient_curves, gru_against_lstm
from tests.support.figures import all_differ, assert_shows, titles, trace_of, words

LINES = ("rnn_hidden", "lstm_hidden", "lstm_cell", "lstm_hidden_open", "lstm_cell_open", "gru_hidden")


def test_gradients_new_at_the_left_trained_at_the_right() -> None:
    curves = {
        f"{line}_{state}": [1.0, number + (state == "new") / 2]
        for number, line in enumerate(LINES)
        for state in ("new", "trained")
        if not line.endswith("open")
    }
    curves |= {line: [1.0, 0.7 + number] for number, line in enumerate(LINES) if line.endswith("open")}
    figure = gradient_curves({"distances": [0, 5], "curves": curves}, words, LIGHT)
    for line in LINES:
        opened = line.endswith("open")
        for axis, state in (("x", "new"),) if opened else (("x", "new"), ("x2", "trained")):
            trace = trace_of(figure, line, axis)
            assert_shows(trace, x=[0, 5], y=curves[line if opened else f"{line}_{state}"], mode="lines")
            assert_shows(trace, line_color=getattr(LIGHT, line.split("_")[0]), hovertemplate="hover")
            assert_shows(trace, legendgroup=line, showlegend=state == "new")
            assert trace.text[0] == "1.0"
    assert len(figure.data) == len(LINES) + 4
    assert all_differ((trace.line.color, trace.line.dash) for trace in figure.data[: len(LINES)])
    assert titles(figure) == ["new", "trained"]
    assert figure.layout.xaxis.domain[0] == 0
    assert figure.layout.xaxis2.domain[1] == pytest.approx(1)  # no room for a third
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", xaxis2_title_text="x")
    assert_shows(figure.layout, yaxis_title_text="y", yaxis2_title_text=None, yaxis2_matches="y")
    assert figure.layout.yaxis.type == "log"
    assert figure.layout.showlegend


def test_a_network_that_was_not_measured_has_no_line() -> None:
    figure = gradient_curves({"distances": [0], "curves": {"rnn_hidden_new": [1.0]}}, words, LIGHT)
    assert [trace.name for trace in figure.data] == ["rnn_hidden"]


def test_errors_show_every_seed_and_their_median() -> None:
    errors = {"rnn": (0.1, 0.2, 0.3), "lstm": (0.01, 0.02, 0.09), "gru": (0.01, 0.01, 0.01)}
    runs = [
        {"kind": kind, "lag": lag, "seed": seed, "steps": 7 + lag, "error": error * lag}
        for lag in (20, 10)
        for kind, row in errors.items()
        for seed, error in enumerate(row)
    ]
    figure = adding_errors({"lags": [10, 20], "guess": 1 / 6, "solved": 0.01, "runs": runs}, words, LIGHT)
    for kind, row in errors.items():
        line, marks = (trace for trace in figure.data if trace.name == kind)
        own = [run for run in runs if run["kind"] == kind]
        assert_shows(line, x=[10, 20], y=[10 * row[1], 20 * row[1]], mode="lines", hoverinfo="skip")
        assert_shows(marks, x=[run["lag"] for run in own], y=[run["error"] for run in own], mode="markers")
        assert_shows(marks, customdata=[[run["steps"], run["seed"]] for run in own], hovertemplate="hover")
        assert line.line.color == marks.marker.color == getattr(LIGHT, kind)
        assert_shows(marks, showlegend=False, legendgroup=kind)
        assert line.legendgroup == kind
        assert marks.marker.symbol.endswith("-open")
    assert all_differ(trace.marker.symbol for trace in figure.data if trace.mode == "markers")
    assert [shape.y0 for shape in figure.layout.shapes] == [1 / 6, 0.01]
    assert {shape.line.color for shape in figure.layout.shapes} == {LIGHT.muted}
    for note, text, height in zip(
        figure.layout.annotations, ("line_guess", "line_solved"), (1 / 6, 0.01), strict=True
    ):  # a logarithmic axis wants logarithms
        assert_shows(note, text=text, y=math.log10(height), x=1, xref="paper", showarrow=False)
    assert_shows(figure.layout.xaxis, title_text="x", type="log", tickvals=[10, 20], ticktext=["10", "20"])
    assert_shows(figure.layout.yaxis, title_text="y", type="log")
    assert len(figure.layout.yaxis.tickvals) == len(figure.layout.yaxis.ticktext) > 1
    assert_shows(figure.layout, title_text="title", showlegend=True)


def test_three_networks_by_three_measures() -> None:
    names = ("lstm", "gru_width", "gru_parameters")
    numbers = {
        "widths": {"lstm": 8, "gru_width": 8, "gru_parameters": 10},
        "parameters": dict(zip(names, (100, 75, 99), strict=True)),
        "seconds": {name: [1.0, 2.0 + number] for number, name in enumerate(names)},
        "accuracies": {name: [0.8, 0.9 - number / 10] for number, name in enumerate(names)},
    }
    figure = gru_against_lstm(numbers, words, LIGHT)
    shown = iter(figure.data)
    labels = [f"{name} width={numbers['widths'][name]}" for name in names]
    for place, (name, text) in enumerate(zip(names, labels, strict=True)):
        colour = LIGHT.lstm if name == "lstm" else LIGHT.gru
        for axis, part in (("x", "parameters"), ("x2", "seconds"), ("x3", "accuracies")):
            values = numbers[part][name]
            values = values if isinstance(values, list) else [values]
            mean, marks = sum(values) / len(values), next(shown)
            assert_shows(marks, x=[place] * len(values), y=values, name=text, mode="markers", xaxis=axis)
            assert_shows(marks, marker_color=colour, hovertemplate=f"hover_{part}")
            assert marks.marker.symbol.endswith("-open")
            bar = {"x": [place - 0.25, place + 0.25], "y": [mean, mean], "mode": "lines", "xaxis": axis}
            assert_shows(next(shown), **bar, line_color=colour, hoverinfo="skip")
    assert list(shown) == []
    assert titles(figure) == ["parameters", "seconds", "accuracies"]
    assert_shows(figure.layout, title_text="title", yaxis3_tickformat=".1%", yaxis3_rangemode=None)
    assert figure.layout.yaxis.rangemode == figure.layout.yaxis2.rangemode == "tozero"
    for axis in (figure.layout.xaxis, figure.layout.xaxis3):
        assert_shows(axis, tickvals=[0, 1, 2], ticktext=labels, range=[-0.6, 2.6])
