"""The figures of words as vectors: one-hot rows, similarity, distances in many dimensions, layers."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from core.app.figures.chart import add_lines, blank, log_axis
from core.app.figures.palette import Palette, diverging, sequential

Texts = Mapping[str, str]
ROW = 26  # pixels
BINS = 60
MOST_SHOWN = 0.35  # of the pairs in one bin; the spike of one-hot words goes on up to 1
BAR = {"thickness": 12, "outlinewidth": 0}


def one_hot_rows(
    positions: Sequence[int], words: Sequence[str], size: int, texts: Texts, colours: Palette
) -> go.Figure:
    """Where the single 1 of each word stands among `size` numbers; all else is 0."""
    figure = blank(texts["title"], height=130 + ROW * len(words))
    add_lines(figure, y=range(len(words)), color=colours.border, width=6, layer="below")
    figure.add_scatter(
        x=list(positions),
        y=list(range(len(words))),
        mode="markers",
        marker={"color": colours.token, "size": 13, "symbol": "square"},
        customdata=list(words),
        hovertemplate=texts["hover"],
    )
    figure.update_xaxes(title_text=texts["x"], range=[-0.02 * size, 1.02 * size], showgrid=False)
    figure.update_yaxes(
        tickvals=list(range(len(words))),
        ticktext=list(words),
        range=[len(words) - 0.4, -0.6],
        showgrid=False,
        automargin=True,
    )
    return figure


def word_matrix(
    matrix: np.ndarray,
    words: Sequence[str],
    texts: Texts,
    colours: Palette,
    ticks: Sequence[str] | None = None,
    own_range: bool = False,
) -> go.Figure:
    """One number from −1 to 1 for each pair of words; `ticks` are shorter names for the axes.

    With `own_range` the scale runs from the least number off the diagonal to the largest: to tell apart
    what all is alike.
    """
    figure = blank(texts["title"], height=430)
    positions = list(range(len(words)))
    figure.add_heatmap(
        z=matrix.astype(np.float32),
        **_range_of(matrix, own_range, colours),
        xgap=1,
        ygap=1,
        colorbar=BAR,
        customdata=_pairs(words),
        hovertemplate=texts["hover"],
    )
    axis = {"tickvals": positions, "ticktext": list(ticks or words), "showgrid": False, "automargin": True}
    figure.update_xaxes(constrain="domain", tickangle=0 if ticks else -45, **axis)
    figure.update_yaxes(autorange="reversed", scaleanchor="x", constrain="domain", **axis)
    figure.update_layout(margin={"l": 40})
    return figure


def _range_of(matrix: np.ndarray, own_range: bool, colours: Palette) -> dict[str, Any]:
    """The scale of a matrix of cosines: from −1 to 1, or that of its numbers off the diagonal."""
    others = matrix[~np.eye(len(matrix), dtype=bool)]
    if not own_range or len(others) == 0:
        return {"colorscale": diverging(colours), "zmin": -1, "zmax": 1}
    return {"colorscale": sequential(colours), "zmin": float(others.min()), "zmax": float(others.max())}


def vector_strips(vectors: np.ndarray, words: Sequence[str], texts: Texts, colours: Palette) -> go.Figure:
    """Each word's dense vector as a strip of D numbers."""
    figure = blank(texts["title"], height=130 + ROW * len(words))
    end = float(np.percentile(np.abs(vectors), 99))
    figure.add_heatmap(
        z=vectors.astype(np.float32),
        colorscale=diverging(colours),
        zmin=-end,
        zmax=end,
        ygap=4,
        colorbar=BAR,
        customdata=np.broadcast_to(np.array(words, dtype=object)[:, None], vectors.shape),
        hovertemplate=texts["hover"],
    )
    figure.update_xaxes(title_text=texts["x"], showgrid=False)
    _name_rows(figure, words)
    return figure


def distance_histograms(
    gaps: Mapping[str, np.ndarray], names: Mapping[str, str], texts: Texts, colours: Palette
) -> go.Figure:
    """How the distances from some points to all others spread around their mean, which is 1 here."""
    figure = blank(texts["title"], height=360)
    tones = {"gaussian": colours.accent, "glove": colours.query, "one_hot": colours.value}
    edges = np.linspace(0, 2.4, BINS + 1)
    middles = (edges[1:] + edges[:-1]) / 2
    for name, values in gaps.items():
        counts, _ = np.histogram(values / values.mean(), bins=edges)
        figure.add_scatter(
            x=middles.astype(np.float32),
            y=(counts / counts.sum()).astype(np.float32),
            mode="lines",
            line={"color": tones[name], "width": 2, "shape": "hvh"},
            fill="tozeroy",
            name=names[name],
            hovertemplate=texts["hover"],
        )
    figure.update_xaxes(title_text=texts["x"])
    figure.update_yaxes(title_text=texts["y"], tickformat=".0%", range=[0, MOST_SHOWN])
    figure.update_layout(showlegend=True)
    return figure


def shell_curve(
    fractions: Mapping[float, Sequence[float]],
    dimensions: Sequence[int],
    here: int,
    names: Mapping[float, str],
    texts: Texts,
    colours: Palette,
) -> go.Figure:
    """Fraction of a ball's volume in its outer shell, one named line for each thickness."""
    figure = blank(texts["title"], height=360)
    for (thickness, fraction), dash in zip(fractions.items(), ("solid", "dash", "dot"), strict=False):
        figure.add_scatter(
            x=list(dimensions),
            y=np.array(fraction, dtype=np.float32),
            mode="lines",
            line={"color": colours.accent, "width": 2, "dash": dash},
            name=names[thickness],
            hovertemplate=texts["hover"],
        )
    add_lines(figure, x=[here], color=colours.muted, width=1, dash="dot")
    figure.update_xaxes(title_text=texts["x"], **log_axis(dimensions))
    figure.update_yaxes(title_text=texts["y"], tickformat=".0%", range=[-0.02, 1.05])
    figure.update_layout(showlegend=True)
    return figure


def neighbour_bars(
    words: Sequence[str], cosines: Sequence[float], texts: Texts, colours: Palette
) -> go.Figure:
    """The nearest words, the nearest on top, each with its cosine."""
    figure = blank(texts["title"], height=120 + ROW * len(words))
    figure.add_bar(
        y=list(range(len(words))),
        x=np.array(cosines, dtype=np.float32),
        orientation="h",
        marker={"color": colours.token},
        text=[f"{cosine:.3f}" for cosine in cosines],
        textposition="inside",
        insidetextanchor="start",
        textfont={"color": colours.background},
        customdata=list(words),
        hovertemplate=texts["hover"],
    )
    figure.update_xaxes(title_text=texts["x"], range=[min(0.0, *cosines), 1])
    _name_rows(figure, words)
    figure.update_layout(bargap=0.25)
    return figure


def pair_lines(
    curves: Mapping[str, np.ndarray], stages: Sequence[str], texts: Texts, colours: Palette
) -> go.Figure:
    """The cosine of each pair of occurrences after the embeddings and after each layer."""
    figure = blank(texts["title"], height=430)
    for name, curve in curves.items():
        figure.add_scatter(
            x=list(stages),
            y=curve.astype(np.float32),
            mode="lines+markers",
            line={"color": colours.accent, "width": 1.5},
            marker={"size": 6},
            opacity=0.75,
            name=name,
            customdata=[name] * len(stages),
            hovertemplate=texts["hover"],
        )
    figure.update_xaxes(type="category", showgrid=False, tickangle=-30, automargin=True)
    figure.update_yaxes(title_text=texts["y"])
    return figure


def cls_points(
    points: np.ndarray,
    labels: np.ndarray,
    own: Sequence[float] | None,
    names: Sequence[str],
    texts: Texts,
    colours: Palette,
) -> go.Figure:
    """Dev sentences (B × 2) in the colours of their labels, and the user's own as a star.

    `names` are those of the two classes, negative first, and of the own sentence.
    """
    figure = blank(texts["title"], height=480)
    looks = ((colours.negative, "diamond"), (colours.positive, "circle"))
    for label, (colour, symbol) in enumerate(looks):
        chosen = points[labels == label].astype(np.float32)
        marker = {"color": colour, "size": 6, "opacity": 0.7, "symbol": symbol}
        figure.add_scatter(
            x=chosen[:, 0],
            y=chosen[:, 1],
            mode="markers",
            marker=marker,
            name=names[label],
            hovertemplate=texts["hover"],
        )
    if own is not None:
        line = {"color": colours.background, "width": 1}
        figure.add_scatter(
            x=[float(own[0])],
            y=[float(own[1])],
            mode="markers",
            marker={"color": colours.accent, "size": 20, "symbol": "star", "line": line},
            name=names[2],
            hovertemplate=texts["hover"],
        )
    figure.update_xaxes(title_text=texts["x"])
    figure.update_yaxes(title_text=texts["y"])
    figure.update_layout(showlegend=True)
    return figure


def _pairs(words: Sequence[str]) -> np.ndarray:
    """The two words of each cell, for hovering: (T, T, 2)."""
    names = np.array(words, dtype=object)
    square = (len(words), len(words))
    return np.stack([np.broadcast_to(names[:, None], square), np.broadcast_to(names, square)], axis=-1)


def _name_rows(figure: go.Figure, words: Sequence[str]) -> None:
    """A word at each row, the first at the top."""
    figure.update_yaxes(
        tickvals=list(range(len(words))),
        ticktext=list(words),
        autorange="reversed",
        showgrid=False,
        automargin=True,
    )
