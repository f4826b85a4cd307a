"""A training while it goes on: losses, and how often it is right on dev."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from core.app.figures.chart import blank
from core.app.figures.palette import Palette

LOSSES = ("train_loss", "dev_loss")
SCORES = ("accuracy", "f1")


def training_lines(
    curve: Sequence[Mapping[str, float]],
    names: Sequence[str],
    texts: Mapping[str, str],
    colours: Palette,
) -> go.Figure:
    """One line for each of the numbers `names` over the epochs, named at its last point."""
    figure = blank(texts["title"], height=290)
    for name, colour, dash in zip(names, (colours.accent, colours.segment), ("solid", "dot"), strict=True):
        values = [point[name] for point in curve]
        figure.add_scatter(
            x=[point["epoch"] for point in curve],
            y=values,
            name=texts[name],
            mode="lines+markers",
            line={"color": colour, "width": 2, "dash": dash},
            marker={"size": 6, "color": colour},
            hovertemplate=texts["hover"],
        )
    figure.update_layout(showlegend=True)
    figure.update_layout(margin={"l": 55, "r": 10, "t": 70, "b": 45})
    figure.update_xaxes(title_text=texts["x"], rangemode="tozero")
    if names == SCORES:
        figure.update_yaxes(tickformat=".0%")
    return figure
