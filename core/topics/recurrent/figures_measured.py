"""What was measured of recurrent networks: gradients over distance, long memory, GRU against LSTM."""

import math
import statistics
from collections.abc import Callable, Mapping
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from core.app.figures.chart import add_lines, apply_look, blank, log_axis
from core.app.figures.palette import Palette
from core.base.numbers import number_text
from core.topics.recurrent.figures import looks

Words = Callable[..., str]
LINES = ("rnn_hidden", "lstm_hidden", "lstm_cell", "lstm_hidden_open", "lstm_cell_open", "gru_hidden")
HOVERS = {
    "parameters": "hover_parameters",
    "seconds": "hover_seconds",
    "accuracies": "hover_accuracies",
}
# Beside the three that the claim compares.
STATES = {"lstm_hidden": "longdash", "lstm_hidden_open": "dot", "lstm_cell_open": "dashdot"}


def gradient_curves(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """How much of a change is left, against distance: new networks at the left, trained ones at the right."""
    figure = make_subplots(
        cols=2, subplot_titles=[words("new"), words("trained")], horizontal_spacing=0.07, shared_yaxes=True
    )
    for column, state in enumerate(("new", "trained"), start=1):
        for line in LINES:
            curve = numbers["curves"].get(line if line.endswith("open") else f"{line}_{state}")
            if curve is None or (line.endswith("open") and state == "trained"):
                continue
            colour, dash, _ = looks(colours)[line.split("_")[0]]
            figure.add_scatter(
                x=numbers["distances"],
                y=curve,
                name=words(line),
                legendgroup=line,
                showlegend=column == 1,
                mode="lines",
                line={"color": colour, "width": 1.5 if line in STATES else 3, "dash": STATES.get(line, dash)},
                text=[number_text(left, ".1e") for left in curve],
                hovertemplate=words("hover"),
                row=1,
                col=column,
            )
    apply_look(figure, words("title"), height=460, showlegend=True)
    axis = _axis(colours)
    figure.update_xaxes(title_text=words("x"), **axis)
    figure.update_yaxes(**log_axis(value for curve in numbers["curves"].values() for value in curve), **axis)
    figure.update_yaxes(title_text=words("y"), title_standoff=12, automargin=True, col=1)
    return figure


def adding_errors(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Error against lag, a line through the middle seed and a mark for every seed."""
    figure = blank(words("title"), height=440)
    for kind in ("rnn", "lstm", "gru"):
        colour, dash, symbol = looks(colours)[kind]
        own = [run for run in numbers["runs"] if run["kind"] == kind]
        tried = sorted({run["lag"] for run in own})
        middle = [statistics.median(run["error"] for run in own if run["lag"] == lag) for lag in tried]
        figure.add_scatter(
            x=tried,
            y=middle,
            mode="lines",
            line={"color": colour, "width": 2.5, "dash": dash},
            name=words(kind),
            legendgroup=kind,
            hoverinfo="skip",
        )
        figure.add_scatter(
            x=[run["lag"] for run in own],
            y=[run["error"] for run in own],
            mode="markers",
            marker={"color": colour, "size": 9, "symbol": f"{symbol}-open", "line": {"width": 1.5}},
            name=words(kind),
            legendgroup=kind,
            showlegend=False,
            customdata=[[run["steps"], run["seed"]] for run in own],
            hovertemplate=words("hover"),
        )
    for name, text in (("guess", "line_guess"), ("solved", "line_solved")):
        add_lines(figure, y=[numbers[name]], color=colours.muted, width=1, dash="dot")
        anchor = {"x": 1, "xref": "paper", "xanchor": "right", "y": math.log10(numbers[name]), "yshift": 9}
        figure.add_annotation(text=words(text), showarrow=False, font={"color": colours.muted}, **anchor)
    lags = numbers["lags"]
    figure.update_xaxes(title_text=words("x"), type="log", tickvals=lags, ticktext=list(map(str, lags)))
    figure.update_yaxes(title_text=words("y"), **log_axis(run["error"] for run in numbers["runs"]))
    figure.update_layout(showlegend=True)
    return figure


def gru_against_lstm(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Parameters, processor seconds an epoch and dev accuracy of the three networks, a mark for each seed."""
    titles = [words(part) for part in HOVERS]
    figure = make_subplots(cols=3, subplot_titles=titles, horizontal_spacing=0.06)
    for number, name in enumerate(("lstm", "gru_width", "gru_parameters")):
        colour, _, symbol = looks(colours)["lstm" if name == "lstm" else "gru"]
        for column, part in enumerate(HOVERS, start=1):
            values = numbers[part][name]
            values = values if isinstance(values, list) else [values]
            mean = sum(values) / len(values)
            common = {"row": 1, "col": column}
            figure.add_scatter(
                x=[number] * len(values),
                y=values,
                mode="markers",
                marker={"color": colour, "size": 9, "symbol": f"{symbol}-open", "line": {"width": 1.5}},
                name=words(name, width=numbers["widths"][name]),
                hovertemplate=words(HOVERS[part]),
                **common,
            )
            figure.add_scatter(
                x=[number - 0.25, number + 0.25],
                y=[mean, mean],
                mode="lines",
                line={"color": colour, "width": 3},
                hoverinfo="skip",
                **common,
            )
    apply_look(figure, words("title"), height=430)
    names = [words(name, width=numbers["widths"][name]) for name in ("lstm", "gru_width", "gru_parameters")]
    figure.update_xaxes(tickvals=[0, 1, 2], ticktext=names, range=[-0.6, 2.6], **_axis(colours))
    figure.update_yaxes(**_axis(colours))
    figure.update_yaxes(tickformat=".1%", col=3)
    figure.update_yaxes(rangemode="tozero", col=1)
    figure.update_yaxes(rangemode="tozero", col=2)
    return figure


def _axis(colours: Palette) -> dict[str, Any]:
    return {"gridcolor": colours.border, "zeroline": False}
