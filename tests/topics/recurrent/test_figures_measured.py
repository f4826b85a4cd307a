"""What was measured of recurrent networks, drawn from hand-made numbers."""

import math

from core.app.figures.palette import LIGHT
from core.topics.recurrent.figures_measured import LINES, adding_errors, gradient_curves, gru_against_lstm


def words(part: str, **parameters: object) -> str:
    return f"{part} {parameters}" if parameters else part


def test_gradients_new_at_the_left_trained_at_the_right() -> None:
    curves = {f"{line}_{state}": [1.0, 0.5] for line in LINES[:3] + LINES[5:] for state in ("new", "trained")}
    curves |= {line: [1.0, 0.7] for line in LINES[3:5]}
    figure = gradient_curves({"distances": [0, 1], "curves": curves}, words, LIGHT)
    left = [line.name for line in figure.data if line.xaxis == "x"]
    right = [line.name for line in figure.data if line.xaxis == "x2"]
    assert left == list(LINES)
    assert right == [line for line in LINES if not line.endswith("open")]
    assert figure.layout.yaxis.type == "log"
    assert sum(line.showlegend for line in figure.data) == len(LINES)


def test_errors_show_every_seed_and_their_median() -> None:
    errors = {"rnn": (0.1, 0.2, 0.3), "lstm": (0.01, 0.02, 0.09), "gru": (0.01, 0.01, 0.01)}
    runs = [
        {"kind": kind, "lag": 10, "seed": seed, "steps": 7, "error": error}
        for kind, row in errors.items()
        for seed, error in enumerate(row)
    ]
    figure = adding_errors({"lags": [10], "guess": 1 / 6, "solved": 0.01, "runs": runs}, words, LIGHT)
    lines = [trace for trace in figure.data if trace.mode == "lines"]
    marks = [trace for trace in figure.data if trace.mode == "markers"]
    assert [trace.y[0] for trace in lines] == [0.2, 0.02, 0.01]
    assert [len(trace.y) for trace in marks] == [3, 3, 3]
    assert len(figure.layout.shapes) == 2
    heights = [note.y for note in figure.layout.annotations]  # a logarithmic axis wants logarithms
    assert heights == [math.log10(1 / 6), -2.0]


def test_three_networks_by_three_measures() -> None:
    names = ("lstm", "gru_width", "gru_parameters")
    numbers = {
        "widths": {"lstm": 8, "gru_width": 8, "gru_parameters": 10},
        "parameters": dict.fromkeys(names, 100),
        "seconds": {name: [1.0, 2.0] for name in names},
        "accuracies": {name: [0.8, 0.9] for name in names},
    }
    figure = gru_against_lstm(numbers, words, LIGHT)
    marks = [trace for trace in figure.data if trace.mode == "markers"]
    assert len(marks) == 9
    bars = [trace.y[0] for trace in figure.data if trace.mode == "lines"]
    assert sorted(set(bars)) == [0.8500000000000001, 1.5, 100.0]
