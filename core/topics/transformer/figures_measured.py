"""What was measured on the translators: numbers in, chart specifications out."""

from collections.abc import Callable, Mapping
from typing import Any

import plotly.graph_objects as go

from core.app.figures.chart import add_lines, blank, scored_whiskers
from core.app.figures.palette import Palette
from core.topics.transformer.figures import add_rates

Words = Callable[..., str]
SHARES: dict[str, Any] = {"mode": "lines+markers", "hovertemplate": "%{x}: %{y:.1%}"}  # of a line


def right_by_length(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Sentences exactly right by the number of their words, a line a network."""
    figure = blank(words("title"))
    total = numbers["sentences"]
    tones = {
        "transformer": colours.accent,
        "bahdanau": colours.greedy,
        "gru": colours.negative,
    }
    for kind, tone in tones.items():
        figure.add_scatter(
            x=[f"{point['least']}–{point['most']}" for point in numbers["points"]],
            y=[point[kind] / total for point in numbers["points"]],
            name=words(kind),
            line={"color": tone},
            **SHARES,
        )
    return _with_axes_of_shares(figure, words)


def error_rates(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """The alignment error rate of every head, of additive attention, and without looking."""
    figure = blank(words("title"))
    add_rates(figure, numbers["rates"], words, colours, numbers["best"])
    figure.update_xaxes(title_text=words("x"), type="category")
    figure.update_yaxes(title_text=words("y"), tickformat=".0%", rangemode="tozero")
    return figure


def guessed_by_place(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """How often it goes on rightly by place: after true pieces, its own, and a wrong one (two ways)."""
    figure = blank(words("title"))
    tones = {
        "forced": colours.accent,
        "free": colours.greedy,
        "near": colours.negative,
        "next": colours.negative,
    }
    for reading, tone in tones.items():
        figure.add_scatter(
            x=[f"{point['first']}–{point['last']}" for point in numbers["points"]],
            y=[point[reading] for point in numbers["points"]],
            name=words(reading),
            line={"color": tone, "dash": "dot" if reading == "next" else "solid"},
            **SHARES,
        )
    return _with_axes_of_shares(figure, words)


def beam_bars(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Sentences exactly right, by the beam's width, with their intervals."""
    figure = blank(words("title"))
    rows = numbers["widths"]
    names = [str(row["width"]) for row in rows]
    figure.add_bar(
        x=names,
        y=[row["accuracy"] for row in rows],
        error_y=scored_whiskers(rows, color=colours.text, thickness=1.5, width=4),
        marker_color=[colours.greedy, *[colours.accent] * (len(names) - 1)],
        hovertemplate="W = %{x}: %{y:.1%}<extra></extra>",
    )
    figure.update_xaxes(title_text=words("x"), type="category")
    figure.update_yaxes(title_text=words("y"), tickformat=".0%", range=[0, 1])
    return figure


def losses_by_rate(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """The loss at the end of short trainings by their highest learning rate, every seed a point."""
    figure = blank(words("title"))
    points = numbers["points"]
    tones = {
        "post_with": colours.accent,
        "post_without": colours.negative,
        "pre_without": colours.greedy,
    }
    for setting, tone in tones.items():
        rates = [point["rate"] for point in points]
        figure.add_scatter(
            x=rates,
            y=[sum(point[setting]) / len(point[setting]) for point in points],
            name=words(setting),
            mode="lines",
            line={"color": tone},
            hovertemplate="%{y:.2f}",
        )
        figure.add_scatter(
            x=[point["rate"] for point in points for _ in point[setting]],
            y=[loss for point in points for loss in point[setting]],
            mode="markers",
            marker={"color": tone, "size": 7},
            showlegend=False,
            hovertemplate="%{x}: %{y:.2f}<extra></extra>",
        )
    figure.update_xaxes(
        title_text=words("x"), type="log", tickvals=rates, ticktext=[f"{rate:g}" for rate in rates]
    )
    figure.update_yaxes(title_text=words("y"))
    figure.update_layout(showlegend=True)
    return figure


def without_layers(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Sentences still right without each layer and each of its parts; a line where all layers stand."""
    figure = blank(words("title"))
    total = numbers["sentences"]
    tones = {
        "layer": colours.text,
        "self": colours.query,
        "cross": colours.key,
        "forward": colours.muted,
    }
    for part, tone in tones.items():
        own = [row for row in numbers["removed"] if row["part"] == part]
        figure.add_bar(
            x=[f"{words(row['tower'])} {row['layer']}" for row in own],
            y=[row["right"] / total for row in own],
            name=words(part),
            marker_color=tone,
            hovertemplate="%{x}: %{y:.1%}",
        )
    add_lines(figure, y=[numbers["whole"] / total], color=colours.muted, width=1, dash="dot")
    figure.update_xaxes(type="category", automargin=True)  # on a phone the last name slants out of the chart
    figure.update_yaxes(title_text=words("y"), tickformat=".0%", range=[0, 1.03])
    figure.update_layout(barmode="group", showlegend=True)
    return figure


def _with_axes_of_shares(figure: go.Figure, words: Words) -> go.Figure:
    """The figure with stretches of text across, shares upwards, and a legend."""
    figure.update_xaxes(title_text=words("x"), type="category")
    figure.update_yaxes(title_text=words("y"), tickformat=".0%", range=[0, 1.03])
    figure.update_layout(showlegend=True)
    return figure
