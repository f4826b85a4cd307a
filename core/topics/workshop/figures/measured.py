"""What was measured in the workshop: seeds, lines of the loop, and padding."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from core.app.figures.chart import apply_look, blank
from core.app.figures.palette import Palette
from core.base.numbers import number_text

Words = Callable[..., str]
SEED_ROWS = ("minilm", "all", "head", "order", "dropout")
LOOKS = {
    "whole": "solid",
    "zero_grad": "dash",
    "schedule": "dot",
    "train_mode": "dashdot",
    "clip": "longdash",
}
WINDOW = 10  # steps over which a noisy loss is averaged


def seed_spread(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Dev accuracy of every seed, a row for each thing that was varied; the first seed is filled."""
    rows = {"minilm": numbers["minilm"], **numbers["accuracies"]}
    return seed_points(
        {words(name): rows[name] for name in SEED_ROWS}, numbers["seeds"], words("title"), words, colours
    )


def varied_seeds(runs: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Dev accuracy of every seed of one run of `seed_runs`, in a row."""
    accuracies = [outcome["accuracy"] for outcome in runs["outcomes"]]
    return seed_points({words(runs["vary"]): accuracies}, runs["seeds"], words("title"), words, colours)


def seed_points(
    rows: Mapping[str, Sequence[float]], seeds: Sequence[int], title: str, words: Words, colours: Palette
) -> go.Figure:
    """A row of marks for each of `rows`, one mark for each seed; the first seed is filled."""
    figure = blank(title, height=150 + 52 * len(rows))
    for name, values in rows.items():
        figure.add_scatter(
            x=list(values),
            y=[name] * len(values),
            mode="markers",
            marker={
                "size": [14 if number == 0 else 10 for number in range(len(values))],
                "color": [
                    colours.accent if number == 0 else colours.background for number in range(len(values))
                ],
                "line": {"width": 1.5, "color": colours.accent},
            },
            customdata=list(seeds[: len(values)]),
            hovertemplate=words("hover"),
        )
    figure.update_xaxes(title_text=words("x"), tickformat=".1%")
    figure.update_yaxes(autorange="reversed", automargin=True, type="category")
    return figure


def left_out_lines(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Training loss without each line, at the usual rate and at ten times as much."""
    rates = list(dict.fromkeys(run["rate"] for run in numbers["runs"]))
    figure = make_subplots(
        cols=len(rates),
        subplot_titles=[words("rate", rate=number_text(rate, "g")) for rate in rates],
        horizontal_spacing=0.08,
        shared_yaxes=True,
    )
    for run in numbers["runs"]:
        column = rates.index(run["rate"]) + 1
        _loss_line(figure, run, words, colours, column)
    apply_look(figure, words("title"), height=430, showlegend=True)
    axis = {"gridcolor": colours.border, "zeroline": False}
    figure.update_xaxes(title_text=words("x"), **axis)
    figure.update_yaxes(**axis)
    figure.update_yaxes(title_text=words("y", window=WINDOW), col=1)
    return figure


def _loss_line(
    figure: go.Figure, run: Mapping[str, Any], words: Words, colours: Palette, column: int
) -> None:
    tones = dict(
        zip(
            LOOKS,
            (colours.accent, colours.negative, colours.key, colours.query, colours.positive),
            strict=True,
        )
    )
    line = run["line"]
    figure.add_scatter(
        x=list(range(1, len(run["losses"]) + 1)),
        y=smoothed(run["losses"]),
        name=words(line),
        legendgroup=line,
        showlegend=column == 1,
        mode="lines",
        line={"color": tones[line], "dash": LOOKS[line], "width": 3 if line == "whole" else 2},
        customdata=[run["accuracy"]] * len(run["losses"]),
        hovertemplate=words("hover"),
        row=1,
        col=column,
    )


def smoothed(losses: Sequence[float | None]) -> list[float | None]:
    """The mean of each value and those up to `WINDOW` steps before it; None where any was no number."""
    result: list[float | None] = []
    for end in range(1, len(losses) + 1):
        window = losses[max(0, end - WINDOW) : end]
        known = [loss for loss in window if loss is not None and math.isfinite(loss)]
        result.append(sum(known) / len(known) if len(known) == len(window) else None)
    return result


def padding_bars(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Cells with a token and cells with padding, and the processor's seconds, for each way."""
    ways, tokens = numbers["ways"], numbers["tokens"]
    names = [words(way, width=numbers["width"]) for way in ways]
    figure = make_subplots(cols=2, subplot_titles=[words("cells"), words("seconds")], shared_yaxes=True)
    parts = (
        ("tokens", [tokens for _ in ways], colours.accent),
        ("padding", [way["cells"] - tokens for way in ways.values()], colours.border),
    )
    for part, values, colour in parts:
        bar = {"x": values, "y": names, "orientation": "h", "marker_color": colour, "name": words(part)}
        figure.add_bar(**bar, hovertemplate=words("hover_cells"), row=1, col=1)
    figure.add_bar(
        x=[way["seconds"] for way in ways.values()],
        y=names,
        orientation="h",
        marker_color=colours.key,
        hovertemplate=words("hover_seconds"),
        showlegend=False,
        row=1,
        col=2,
    )
    apply_look(figure, words("title"), height=330, showlegend=True)
    figure.update_layout(barmode="stack")
    figure.update_xaxes(gridcolor=colours.border)
    figure.update_yaxes(autorange="reversed", automargin=True)
    return figure
