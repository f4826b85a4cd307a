"""The small training's losses as a curve."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from core.app.figures.chart import blank
from core.app.figures.palette import Palette


def loss_curve(losses: Sequence[float], texts: Mapping[str, str], colours: Palette) -> go.Figure:
    """Loss (nats) against step, from 1."""
    figure = blank(texts["title"], height=300)
    steps = list(range(1, len(losses) + 1))
    line = {"color": colours.accent, "width": 3}
    figure.add_scatter(x=steps, y=list(losses), mode="lines", line=line, hovertemplate=texts["hover"])
    figure.update_xaxes(title_text=texts["x"])
    figure.update_yaxes(title_text=texts["y"], rangemode="tozero")
    return figure
