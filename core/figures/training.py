"""How a training went, and how sure its result is."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from core.figures.chart import blank
from core.figures.palette import Palette


def training_curve(
    curve: Sequence[Mapping[str, float]], best_step: int, texts: Mapping[str, str], colours: Palette
) -> go.Figure:
    """Dev accuracy at each evaluation; the kept one is filled."""
    figure = blank(texts["title"], colours)
    figure.add_scatter(
        x=[point["epoch"] for point in curve],
        y=[point["accuracy"] for point in curve],
        mode="lines+markers",
        line={"color": colours.accent, "width": 2},
        marker={
            "size": [13 if point["step"] == best_step else 8 for point in curve],
            "color": [
                colours.accent if point["step"] == best_step else colours.background for point in curve
            ],
            "line": {"color": colours.accent, "width": 2},
        },
        customdata=[[point["step"], point["train_loss"], point["dev_loss"], point["f1"]] for point in curve],
        hovertemplate=texts["hover"],
    )
    figure.update_xaxes(title_text=texts["x"])
    figure.update_yaxes(title_text=texts["y"], tickformat=".0%")
    return figure


def accuracy_intervals(
    models: Mapping[str, Mapping], texts: Mapping[str, str], colours: Palette
) -> go.Figure:
    """Each model's dev accuracy as a point with its 95 % interval; `models` maps labels to card sections."""
    figure = blank(texts["title"], colours, height=130 + 60 * len(models))
    names = list(models)
    values = [models[name]["accuracy"] for name in names]
    intervals = [models[name]["accuracy_interval_95"] for name in names]
    figure.add_scatter(
        x=values,
        y=names,
        mode="markers+text",
        text=[f"{value:.1%}" for value in values],
        textposition="top center",
        marker={"size": 12, "color": colours.accent},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [high - value for (_, high), value in zip(intervals, values, strict=True)],
            "arrayminus": [value - low for (low, _), value in zip(intervals, values, strict=True)],
            "color": colours.accent,
        },
        customdata=intervals,
        hovertemplate=texts["hover"],
    )
    figure.update_xaxes(title_text=texts["x"], tickformat=".0%")
    figure.update_yaxes(range=[len(names) - 0.4, -0.7])
    figure.update_layout(margin={"l": 140})
    return figure
