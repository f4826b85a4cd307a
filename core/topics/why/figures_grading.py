"""Curves of words taken away or put in, and how methods agree: results in, chart specifications out."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from core.app.figures.chart import add_lines, blank
from core.app.figures.palette import Palette, diverging

SMALL_PRINT = 11  # pixels of a number in a cell
LOOKS = ("solid", "dash", "dot", "dashdot", "longdash")


def verdict_curves(
    curves: Mapping[str, np.ndarray],
    band: Mapping[str, np.ndarray],
    step: int,
    texts: Mapping[str, str],
    colours: Palette,
) -> go.Figure:
    """The verdict's probability after 0 … P words of each method's order, before a band of random orders.

    `curves` maps names to probabilities (P+1,), `band` has `low` and `high`; `step` is marked.
    """
    figure = blank(texts["title"], height=320)
    steps = list(range(len(band["low"])))
    edge = {"width": 0, "color": colours.muted}
    figure.add_scatter(
        x=steps, y=band["high"], mode="lines", line=edge, hoverinfo="skip", showlegend=False, name="high"
    )
    figure.add_scatter(
        x=steps,
        y=band["low"],
        mode="lines",
        line=edge,
        fill="tonexty",
        fillcolor=colours.neutral,
        hoverinfo="skip",
        name=texts["random"],
    )
    tones = (colours.accent, colours.key, colours.query, colours.value, colours.position)
    for number, (name, values) in enumerate(curves.items()):
        line = {"color": tones[number % len(tones)], "dash": LOOKS[number % len(LOOKS)], "width": 2.5}
        figure.add_scatter(
            x=steps, y=values, name=name, mode="lines", line=line, hovertemplate=texts["hover"]
        )
    add_lines(figure, x=[step], color=colours.text, width=1)
    figure.update_xaxes(title_text=texts["x"], dtick=max(1, len(steps) // 12))
    figure.update_yaxes(title_text=texts["y"], range=[-0.03, 1.03], tickformat=".0%")
    figure.update_layout(showlegend=True)
    return figure


def agreement_map(
    correlations: np.ndarray, names: Sequence[str], texts: Mapping[str, str], colours: Palette
) -> go.Figure:
    """The rank correlation of each pair of methods (M, M), written into its cell; NaN stays empty."""
    figure = blank(texts["title"], height=70 + 34 * len(names))
    places = list(range(len(names)))
    figure.add_heatmap(
        z=correlations.astype(np.float32),
        x=places,
        y=places,
        customdata=[[[row, column] for column in names] for row in names],
        text=[[_short(value) for value in row] for row in correlations],
        texttemplate="%{text}",
        textfont={"size": SMALL_PRINT},
        colorscale=diverging(colours),
        zmin=-1,
        zmax=1,
        xgap=1,
        ygap=1,
        showscale=False,
        hovertemplate=texts["hover"],
    )
    figure.update_layout(margin={"r": 2, "b": 8})
    numbered = [f"{name}  {place + 1}" for place, name in enumerate(names)]
    figure.update_xaxes(
        showgrid=False, tickvals=places, ticktext=[str(place + 1) for place in places], side="top"
    )
    figure.update_yaxes(
        showgrid=False, tickvals=places, ticktext=numbered, autorange="reversed", automargin=True
    )
    return figure


def _short(correlation: float) -> str:
    """`.36`, `−.05`, `1`: as much as fits into a small cell."""
    if np.isnan(correlation):
        return ""
    return f"{correlation:.2f}".replace("-", "−").replace("0.", ".").replace("1.00", "1")


def chance_bars(
    null: np.ndarray, correlation: float, texts: Mapping[str, str], colours: Palette
) -> go.Figure:
    """The correlations of shuffled values (R,), counted, and the true one as a line."""
    figure = blank(texts["title"], height=300)
    figure.add_histogram(
        x=null.astype(np.float32),
        xbins={"start": -1.0, "end": 1.05, "size": 0.1},
        marker={"color": colours.muted},
        opacity=0.6,
        hovertemplate=texts["hover"],
    )
    add_lines(figure, x=[correlation], color=colours.accent, width=3)
    figure.update_xaxes(title_text=texts["x"], range=[-1.05, 1.05])
    figure.update_yaxes(title_text=texts["y"])
    return figure
