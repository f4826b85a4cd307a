"""What the experiments measured: one figure each, from the numbers of its record.

`words` gives a text of the experiment by its name: `words("title")`.
"""

from collections.abc import Callable, Mapping
from typing import Any

import plotly.graph_objects as go

from core.app.figures.chart import add_lines, blank, scored_whiskers
from core.app.figures.palette import Palette
from core.base.numbers import number_text

Words = Callable[..., str]


def pretrained_curves(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Dev accuracy against steps, one line for each start, with 95 % intervals."""
    figure = blank(words("title"), height=400)
    looks = {
        "pretrained": (colours.accent, "solid", "circle"),
        "random": (colours.muted, "solid", "square"),
        "random_fast": (colours.muted, "dash", "diamond"),
    }
    for start, (colour, dash, symbol) in looks.items():
        curve = numbers["curves"][start]
        figure.add_scatter(
            x=[point["step"] for point in curve],
            y=[point["accuracy"] for point in curve],
            name=words(start, rate=number_text(numbers["rates"][start], "g")),
            mode="lines+markers",
            line={"color": colour, "width": 2, "dash": dash},
            marker={"size": 8, "symbol": symbol},
            error_y=scored_whiskers(curve, color=colour, thickness=1, width=4),
            customdata=[[*point["interval"], point["loss"]] for point in curve],
            hovertemplate=words("hover"),
        )
    figure.update_xaxes(title_text=words("x"))
    figure.update_yaxes(title_text=words("y"), tickformat=".0%")
    figure.update_layout(showlegend=True)
    return figure


def ingredients_worth(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Dev accuracy without each ingredient, with its 95 % interval; the line is the whole encoder's."""
    settings = numbers["settings"]
    figure = blank(words("title"), height=150 + 28 * len(settings))
    own = {"positions": colours.position, "segments": colours.segment}
    for setting in settings:
        colour = own.get(setting["part"], colours.accent)
        figure.add_scatter(
            x=[setting["accuracy"]],
            y=[_label(setting, words)],
            mode="markers",
            marker={"size": 11, "color": colour},
            error_x=scored_whiskers([setting], color=colour, thickness=2, width=4),
            customdata=[[*setting["interval"], setting["changed"], setting["lost"], setting["gained"]]],
            hovertemplate=words("hover"),
        )
    add_lines(figure, x=[settings[0]["accuracy"]], color=colours.muted, width=1, dash="dot")
    figure.update_xaxes(title_text=words("x"), tickformat=".0%")
    figure.update_yaxes(autorange="reversed", automargin=True, type="category")
    return figure


def _label(setting: Mapping[str, Any], words: Words) -> str:
    """What was taken away; people count layers from 1."""
    layer = setting["layer"]
    return words(setting["part"]) if layer is None else words(setting["part"], number=layer + 1)
