"""The map of a vocabulary: tens of thousands of words as points that the graphics card draws."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from core.app.figures.chart import blank
from core.app.figures.palette import Palette, diverging

Texts = Mapping[str, str]
HEIGHT = 620
MOST_NAMED = 25


def vocabulary_map(
    points: np.ndarray,
    words: Sequence[str],
    percent: np.ndarray,
    highlighted: Sequence[int],
    scale: str,
    texts: Texts,
    colours: Palette,
) -> go.Figure:
    """Words (N) at their points (N × 2), coloured by a whole number from 0 to 100; `highlighted` are larger.

    `scale` is "diverging" for probabilities, "sequential" for frequencies. Coordinates travel as
    float32 and colours as one byte each.
    """
    figure = blank(texts["title"], colours, height=HEIGHT)
    figure.add_scattergl(
        x=points[:, 0].astype(np.float32),
        y=points[:, 1].astype(np.float32),
        mode="markers",
        text=list(words),
        marker={
            "size": 4 if len(words) > 3000 else 8,
            "opacity": 0.75,
            "color": percent.astype(np.uint8),
            "cmin": 0,
            "cmax": 100,
            "colorscale": _colours(scale, colours),
            "colorbar": {
                "thickness": 12,
                "outlinewidth": 0,
                "tickvals": [0, 50, 100],
                "ticktext": [texts["low"], texts["middle"], texts["high"]],
            },
        },
        hovertemplate=texts["hover"],
    )
    if highlighted:
        _point_out(figure, points, words, highlighted, colours)
    axis = {"showgrid": False, "showticklabels": False, "title_text": ""}
    figure.update_xaxes(**axis)
    figure.update_yaxes(**axis)
    figure.update_layout(dragmode="pan", margin={"l": 10, "r": 10, "t": 60, "b": 10}, uirevision="map")
    return figure


def _point_out(
    figure: go.Figure, points: np.ndarray, words: Sequence[str], highlighted: Sequence[int], colours: Palette
) -> None:
    """Some words as larger points; the first, which was looked for, with its name beside it."""
    rows = list(highlighted)[:MOST_NAMED]
    line = {"color": colours.text, "width": 1.5}
    figure.add_scattergl(
        x=points[rows, 0].astype(np.float32),
        y=points[rows, 1].astype(np.float32),
        mode="markers+text",
        text=[words[rows[0]], *[""] * (len(rows) - 1)],
        customdata=[words[row] for row in rows],
        textposition="top center",
        textfont={"color": colours.text, "size": 14, "weight": "bold"},
        marker={"size": [15] + [9] * (len(rows) - 1), "color": colours.accent, "line": line},
        hovertemplate="%{customdata}<extra></extra>",
    )


def _colours(scale: str, colours: Palette) -> list[tuple[float, str]]:
    """Frequent words strong, rare ones pale, but none invisible."""
    if scale == "diverging":
        return diverging(colours)
    return [(0.0, colours.accent), (1.0, colours.border)]
