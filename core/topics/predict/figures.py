"""The logistic curve; a bar for each of other classes; the verdict along a text."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from core.app.figures.chart import blank
from core.app.figures.palette import Palette
from core.base.shortened import shortened

ABOVE_BARS, BAR = 110, 26  # pixels
LONGEST_CLASS = 30  # characters
LEAST_LIMIT = 6.0  # of the difference of logits, to either side


def logistic_curve(
    points: Mapping[str, tuple[float, float]], texts: Mapping[str, str], colours: Palette
) -> go.Figure:
    """Probability of positive against the difference of the two logits, with each model's point.

    `points` maps a model's label to (difference of logits, probability).
    """
    limit = max(LEAST_LIMIT, *(abs(difference) + 1 for difference, _ in points.values()))
    x = np.linspace(-limit, limit, 201, dtype=np.float32)
    figure = blank(texts["title"])
    curve = {"color": colours.muted, "width": 2}
    figure.add_scatter(x=x, y=1 / (1 + np.exp(-x)), mode="lines", line=curve, hoverinfo="skip")
    for name, (difference, probability) in points.items():
        colour = colours.positive if probability >= 0.5 else colours.negative
        figure.add_scatter(
            x=[difference],
            y=[probability],
            mode="markers+text",
            text=[name],
            textposition="bottom center" if probability >= 0.5 else "top center",
            textfont={"color": colour},
            marker={"size": 13, "color": colour},
            hovertemplate="1 / (1 + exp(−(%{x:.3f}))) = %{y:.4f}<extra></extra>",
        )
    figure.update_xaxes(title_text=texts["x"])
    figure.update_yaxes(title_text=texts["y"], range=[-0.05, 1.05], tickformat=".0%")
    return figure


def verdict_arc(
    probabilities: Sequence[float], whole: float, texts: Mapping[str, str], colours: Palette
) -> go.Figure:
    """The probability of positive of each sentence (N,) in order, and a line where that of the whole is."""
    numbers = [*range(1, len(probabilities) + 1)]
    figure = blank(texts["title"])
    figure.add_scatter(
        x=[numbers[0], numbers[-1]],
        y=[whole, whole],
        name=texts["whole"],
        mode="lines",
        line={"color": colours.accent, "width": 2, "dash": "dash"},
        hovertemplate=f"{texts['whole']}: %{{y:.1%}}<extra></extra>",
    )
    figure.add_scatter(
        x=numbers,
        y=list(probabilities),
        name=texts["each"],
        mode="lines+markers",
        line={"color": colours.muted, "width": 2},
        marker={
            "size": 10,
            "color": [colours.positive if p >= 0.5 else colours.negative for p in probabilities],
        },
        hovertemplate=texts["hover"],
    )
    figure.add_hline(y=0.5, line={"color": colours.muted, "width": 1, "dash": "dot"})
    figure.update_layout(showlegend=True)
    figure.update_xaxes(title_text=texts["x"], tickformat="d", range=[0.5, len(numbers) + 0.5])
    figure.update_yaxes(title_text=texts["y"], range=[-0.05, 1.05], tickformat=".0%")
    return figure


def class_bars(
    classes: Sequence[str], probabilities: Sequence[float], texts: Mapping[str, str], colours: Palette
) -> go.Figure:
    """The probability of each class as a bar, the likeliest in full colour."""
    most = max(probabilities)
    figure = blank(texts["title"], height=ABOVE_BARS + BAR * len(classes))
    figure.add_bar(
        x=list(probabilities),
        y=[shortened(name, LONGEST_CLASS) for name in classes],
        orientation="h",
        marker_color=[colours.accent if one == most else colours.muted for one in probabilities],
        hovertemplate=texts["hover"],
    )
    figure.update_xaxes(title_text=texts["x"], range=[0, 1], tickformat=".0%")
    figure.update_yaxes(autorange="reversed", automargin=True, type="category")
    return figure
