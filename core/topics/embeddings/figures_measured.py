"""What was measured about words as vectors: features for a classifier, and distances that crowd."""

from collections.abc import Callable, Mapping
from typing import Any

import plotly.graph_objects as go

from core.app.figures.chart import blank, log_axis, whiskers
from core.app.figures.palette import Palette

Words = Callable[..., str]


def features_by_size(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Dev accuracy against the number of labelled phrases; whiskers span the draws."""
    figure = blank(words("title"), height=420)
    looks = {
        "one_hot": (colours.value, "dash", "square"),
        "glove": (colours.accent, "solid", "circle"),
        "random": (colours.muted, "dot", "diamond"),
    }
    for kind, (colour, dash, symbol) in looks.items():
        curve = numbers["curves"][kind]
        values = [point["accuracy"] for point in curve]
        spans = [(min(point["all"]), max(point["all"])) for point in curve]
        figure.add_scatter(
            x=[point["rows"] for point in curve],
            y=values,
            name=words(kind),
            mode="lines+markers",
            line={"color": colour, "width": 2, "dash": dash},
            marker={"size": 8, "symbol": symbol},
            error_y=whiskers(values, spans, color=colour, thickness=1, width=4),
            customdata=[[*span, len(point["all"])] for span, point in zip(spans, curve, strict=True)],
            hovertemplate=words("hover"),
        )
    rows = [point["rows"] for curve in numbers["curves"].values() for point in curve]
    figure.update_xaxes(title_text=words("x"), **log_axis(rows))
    figure.update_yaxes(title_text=words("y"), tickformat=".0%")
    figure.update_layout(showlegend=True)
    return figure


def contrast_by_dimension(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Relative contrast against dimension, both on logarithmic axes; that of one-hot points is 0."""
    figure = blank(words("title"), height=420)
    looks = {"gaussian": (colours.accent, "solid"), "glove": (colours.query, "dash")}
    for kind, (colour, dash) in looks.items():
        curve = numbers["contrasts"][kind]
        figure.add_scatter(
            x=[point["dimension"] for point in curve],
            y=[point["contrast"] for point in curve],
            name=words(kind),
            mode="lines+markers",
            line={"color": colour, "width": 2, "dash": dash},
            hovertemplate=words("hover"),
        )
    points = [point for kind in looks for point in numbers["contrasts"][kind]]
    figure.update_xaxes(title_text=words("x"), **log_axis(point["dimension"] for point in points))
    figure.update_yaxes(title_text=words("y"), **log_axis(point["contrast"] for point in points))
    figure.update_layout(showlegend=True)
    return figure
