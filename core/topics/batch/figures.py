"""What came out of scoring a file: how sure the predictions are, and how often they equal the labels."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.app.figures.chart import blank
from core.app.figures.palette import Palette, sequential


def probability_histogram(
    counts: NDArray[np.int64], threshold: float, texts: Mapping[str, str], colours: Palette
) -> go.Figure:
    """Rows by probability of positive; the shaded middle is what needs review under the threshold."""
    edges = np.linspace(0, 1, len(counts) + 1, dtype=np.float32)
    middles = (edges[:-1] + edges[1:]) / 2
    figure = blank(texts["title"], height=300)
    figure.add_bar(
        x=middles,
        y=counts,
        width=0.9 / len(counts),
        marker_color=[colours.positive if middle >= 0.5 else colours.negative for middle in middles],
        customdata=np.stack([edges[:-1], edges[1:]], axis=1),
        hovertemplate=texts["hover"],
    )
    if threshold > 0.5:
        shade = {"fillcolor": colours.muted, "opacity": 0.18, "line_width": 0}
        figure.add_vrect(x0=1 - threshold, x1=threshold, annotation_text=texts["review"], **shade)
    figure.update_xaxes(title_text=texts["x"], range=[0, 1], tickformat=".0%")
    figure.update_yaxes(title_text=texts["y"])
    return figure


def confusion_matrix(
    counts: NDArray[np.int64], names: Sequence[str], texts: Mapping[str, str], colours: Palette
) -> go.Figure:
    """Counts [label][prediction] as a square; right predictions on the diagonal."""
    figure = blank(texts["title"], height=300)
    total = max(1, int(counts.max()))
    figure.add_heatmap(
        z=counts.astype(np.float32) / total,
        x=list(names),
        y=list(names),
        text=[[f"{cell:,}" for cell in row] for row in counts],
        texttemplate="%{text}",
        textfont={"size": 16},
        colorscale=sequential(colours),
        showscale=False,
        xgap=3,
        ygap=3,
        hovertemplate=texts["hover"],
    )
    figure.update_xaxes(title_text=texts["x"], showgrid=False)
    figure.update_yaxes(title_text=texts["y"], showgrid=False, autorange="reversed", automargin=True)
    return figure


def coverage_curve(
    numbers: Mapping[str, NDArray[np.float64]], threshold: float, texts: Mapping[str, str], colours: Palette
) -> go.Figure:
    """Accuracy of the rows that need no review against their fraction; the threshold's point is marked."""
    figure = blank(texts["title"], height=420)
    curve = np.stack([numbers["threshold"], numbers["coverage"], numbers["accuracy"]], axis=1)
    line = {"color": colours.accent, "width": 2}
    figure.add_scatter(
        x=curve[:, 1],
        y=curve[:, 2],
        mode="lines",
        line=line,
        customdata=curve[:, :1],
        hovertemplate=texts["hover"],
    )
    here = int(np.argmin(np.abs(numbers["threshold"] - threshold)))
    figure.add_scatter(
        x=curve[here : here + 1, 1],
        y=curve[here : here + 1, 2],
        mode="markers+text",
        text=[f"{threshold:.0%}"],
        textposition="bottom left",
        marker={"color": colours.accent, "size": 13},
        customdata=curve[here : here + 1, :1],
        hovertemplate=texts["hover"],
    )
    figure.update_xaxes(title_text=texts["x"], tickformat=".0%", range=[-0.02, 1.04])
    figure.update_yaxes(title_text=texts["y"], tickformat=".0%", automargin=True)
    return figure
