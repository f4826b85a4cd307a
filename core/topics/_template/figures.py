"""Results in, chart specification out: no mathematics and no Streamlit here."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from core.app.figures.chart import blank, log_axis
from core.app.figures.palette import Palette

Words = Any  # called with the part of a text and its parameters


def cosine_bars(
    pieces: Sequence[str], cosines: np.ndarray, texts: Mapping[str, str], colours: Palette
) -> go.Figure:
    """A bar a token: its cosine with the chosen one."""
    figure = blank(texts["title"])
    positions = list(range(len(pieces)))  # a token may stand in a sentence twice
    figure.add_bar(
        x=positions,
        y=cosines.astype(np.float32),
        customdata=list(pieces),
        marker={"color": colours.accent},
        hovertemplate=texts["hover"],
    )
    figure.update_xaxes(tickvals=positions, ticktext=list(pieces), showgrid=False)
    figure.update_yaxes(title_text=texts["y"])
    return figure


def angles_by_dimension(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """The mean |cosine| of random pairs by their number of dimensions, and what is expected."""
    figure = blank(words("title"))
    dimensions = [point["dimension"] for point in numbers["points"]]
    for name, colour in (("measured", colours.accent), ("expected", colours.muted)):
        figure.add_scatter(
            x=dimensions,
            y=[point[name] for point in numbers["points"]],
            name=words(name),
            mode="lines+markers",
            line={"color": colour},
            hovertemplate="D = %{x}<br>%{y:.4f}<extra></extra>",
        )
    figure.update_xaxes(title_text=words("x"), **log_axis(dimensions))
    figure.update_yaxes(title_text=words("y"))
    figure.update_layout(showlegend=True)
    return figure
