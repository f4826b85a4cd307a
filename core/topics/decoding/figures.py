"""The charts of Decoding beside its tree: next tokens, what a search costs, what beams miss, the claims."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from core.app.figures.chart import apply_look, blank
from core.app.figures.palette import Palette
from core.base.numbers import number_text

Texts = Mapping[str, str]
Words = Callable[..., str]


def next_token_bars(
    tokens: Sequence[str],
    before: Sequence[float],
    after: Sequence[float],
    drawn: Sequence[float] | None,
    texts: Texts,
    colours: Palette,
) -> go.Figure:
    """The most probable next tokens: the model's probability, the filters' and the frequency drawn."""
    figure = blank(texts["title"], height=420)
    positions = list(range(len(tokens)))
    common = {"x": positions, "customdata": list(tokens)}
    figure.add_bar(
        **common,
        y=list(before),
        name=texts["before"],
        marker_color=colours.border,
        hovertemplate=texts["hover"],
    )
    figure.add_bar(
        **common,
        y=list(after),
        name=texts["after_filters"],
        marker_color=colours.accent,
        width=0.45,
        hovertemplate=texts["hover"],
    )
    if drawn is not None:
        figure.add_scatter(
            **common,
            y=list(drawn),
            name=texts["drawn"],
            mode="markers",
            marker={"color": colours.sampled, "size": 8, "symbol": "diamond"},
            hovertemplate=texts["hover"],
        )
    figure.update_layout(barmode="overlay", bargap=0.15, showlegend=True)
    figure.update_layout(margin={"t": 80, "b": 90})
    figure.update_xaxes(tickvals=positions, ticktext=list(tokens), tickangle=-60, showgrid=False)
    figure.update_xaxes(tickfont={"size": 11})
    figure.update_yaxes(title_text=texts["y"], tickformat=".0%", rangemode="tozero")
    return figure


def cost_bars(names: Sequence[str], counts: Sequence[int], texts: Texts, colours: Palette) -> go.Figure:
    """How many continuations each strategy evaluates, on a logarithmic scale."""
    figure = blank(texts["title"], height=130 + 44 * len(names))
    figure.add_bar(
        x=[float(count) for count in counts],
        y=list(names),
        orientation="h",
        marker_color=[colours.greedy, *[colours.accent] * (len(names) - 2), colours.muted],
        text=[readable_count(count) for count in counts],
        textposition="auto",
        constraintext="none",  # a number that a narrow bar shrank could not be read
        hovertemplate=texts["hover"],
        width=0.6,
    )
    figure.update_xaxes(title_text=texts["x"], type="log", exponentformat="power", nticks=8)
    figure.update_yaxes(autorange="reversed", automargin=True, type="category")
    return figure


def readable_count(count: int) -> str:
    """Whole up to a million, then a power of ten."""
    if count < 10**7:
        return f"{count:,}"
    return number_text(count, ".1e")


def miss_bars(missed: Mapping[int, int], tables: int, texts: Texts, colours: Palette) -> go.Figure:
    """How often a beam of each width misses the optimum; width 1 is greedy."""
    figure = blank(texts["title"], height=320)
    figure.add_bar(
        x=[str(width) for width in missed],
        y=[count / tables for count in missed.values()],
        text=[f"{count} / {tables}" for count in missed.values()],
        textposition="outside",
        constraintext="none",
        cliponaxis=False,
        marker_color=[colours.greedy if width == 1 else colours.accent for width in missed],
        hovertemplate=texts["hover"],
        width=0.6,
    )
    figure.update_xaxes(title_text=texts["x"], type="category", showgrid=False)
    figure.update_yaxes(title_text=texts["y"], tickformat=".0%", range=[0, 1.08])
    return figure


def beam_width_curves(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Log-probability rises with the width; distinct-2 tells how repetitive the text becomes."""
    figure = make_subplots(rows=1, cols=2, horizontal_spacing=0.14)
    apply_look(figure, words("title"), height=380)
    widths = [str(point["width"]) for point in numbers["widths"]]
    looks = (
        ("log_prob", "hover_log_prob", colours.accent, 1),
        ("distinct_2", "hover_distinct_2", colours.sampled, 2),
    )
    for key, hover, colour, column in looks:
        figure.add_scatter(
            x=widths,
            y=[point[key] for point in numbers["widths"]],
            mode="lines+markers",
            line={"color": colour, "width": 2},
            marker={"size": 9},
            hovertemplate=words(hover),
            row=1,
            col=column,
        )
        figure.update_yaxes(title_text=words(key), row=1, col=column)
    axis = {"gridcolor": colours.border, "zeroline": False, "linecolor": colours.border}
    figure.update_xaxes(title_text=words("x"), type="category", **axis)
    figure.update_yaxes(**axis)
    least = min(0.8, *(point["distinct_2"] for point in numbers["widths"]))
    figure.update_yaxes(range=[least - 0.01, 1.005], row=1, col=2)
    return figure


def temperature_trade(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Diversity against probability, one point a setting: a line for temperature and one for top-p."""
    figure = blank(words("title"), height=400)
    looks = {"temperature": (colours.accent, "circle"), "top_p": (colours.sampled, "diamond")}
    for setting, (colour, symbol) in looks.items():
        points = [point for point in numbers["settings"] if (point["top_p"] < 1) == (setting == "top_p")]
        figure.add_scatter(
            x=[point["log_prob"] for point in points],
            y=[point["distinct_2"] for point in points],
            name=words(setting),
            mode="lines+markers+text",
            text=[number_text(point[setting], "g") for point in points],
            textposition="bottom center",
            textfont={"color": colour},
            line={"color": colour, "width": 2},
            marker={"size": 10, "symbol": symbol},
            hovertemplate=words("hover"),
        )
    figure.update_xaxes(title_text=words("x"))
    figure.update_yaxes(title_text=words("y"))
    figure.update_layout(showlegend=True)
    return figure


def greedy_gains(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """For every prompt, how much more probable the beam's sequence is than greedy's, sorted."""
    gains = sorted(numbers["gains"], reverse=True)
    figure = blank(words("title"), height=340)
    figure.add_bar(
        x=list(range(1, len(gains) + 1)),
        y=gains,
        marker_color=[colours.accent if gain > 0 else colours.greedy for gain in gains],
        hovertemplate=words("hover"),
    )
    figure.update_xaxes(title_text=words("x"), showgrid=False)
    figure.update_yaxes(title_text=words("y"))
    return figure
