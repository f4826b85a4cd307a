"""How a training went, and how sure its result is."""

from collections.abc import Mapping, Sequence
from itertools import cycle

import plotly.graph_objects as go

from core.app.figures.chart import blank
from core.app.figures.palette import Palette

DASHES = ("solid", "dot", "dash")


def training_curves(
    curves: Mapping[str, Sequence[Mapping[str, float]]],
    shipped: float,
    texts: Mapping[str, str],
    colours: Palette,
) -> go.Figure:
    """Dev accuracy at each evaluation of every run, and filled the mean of their last weights.

    `curves` maps labels to runs of equal length, `shipped` is the accuracy of that mean.
    """
    figure = blank(texts["title"])
    for (name, curve), dash in zip(curves.items(), cycle(DASHES), strict=False):
        figure.add_scatter(
            x=[point["epoch"] for point in curve],
            y=[point["accuracy"] for point in curve],
            name=name,
            mode="lines+markers",
            line={"color": colours.muted, "width": 2, "dash": dash},
            marker={"size": 8, "color": colours.background, "line": {"color": colours.muted, "width": 2}},
            customdata=[
                [point["step"], point["train_loss"], point["dev_loss"], point["f1"]] for point in curve
            ],
            hovertemplate=texts["hover"],
        )
    figure.add_scatter(
        x=[max(point["epoch"] for curve in curves.values() for point in curve)],
        y=[shipped],
        name=texts["shipped"],
        mode="markers+text",
        text=[f"{shipped:.1%}"],
        textposition="middle left",
        marker={"size": 13, "color": colours.accent},
        hovertemplate="%{y:.2%}<extra></extra>",
    )
    figure.update_layout(showlegend=True, margin={"l": 75, "b": 90}, height=380)
    figure.update_xaxes(title_text=texts["x"])
    figure.update_yaxes(title_text=texts["y"], tickformat=".1%")
    return figure
