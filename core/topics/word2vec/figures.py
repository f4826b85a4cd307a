"""The figures of word2vec: loss, words that move, the two matrices, the noise, and what was measured."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from core.app.figures.chart import apply_look, blank
from core.app.figures.palette import Palette, diverging

Texts = Mapping[str, str]
Words = Callable[..., str]
REACH = 1.05  # vectors of length 1 hardly leave this frame, so that it can stay the same
SMOOTH = 20  # steps whose mean is drawn as a line


def loss_curve(losses: Sequence[float], texts: Texts, colours: Palette) -> go.Figure:
    """The loss of every batch as points, and its moving mean as a line."""
    figure = blank(texts["title"], colours, height=400)
    values = np.array(losses, dtype=np.float32)
    steps = np.arange(1, len(values) + 1, dtype=np.float32)
    dots = {"color": colours.muted, "size": 3, "opacity": 0.5}
    figure.add_scatter(x=steps, y=values, mode="markers", marker=dots, hovertemplate=texts["hover"])
    if len(values) >= SMOOTH:
        mean = np.convolve(values, np.ones(SMOOTH) / SMOOTH, mode="valid").astype(np.float32)
        line = {"color": colours.accent, "width": 2}
        figure.add_scatter(x=steps[SMOOTH - 1 :], y=mean, mode="lines", line=line, hoverinfo="skip")
    figure.update_xaxes(title_text=texts["x"], range=[0, max(50, len(values) + 1)])
    figure.update_yaxes(title_text=texts["y"], rangemode="tozero")
    return figure


def moving_words(
    points: np.ndarray,
    before: np.ndarray | None,
    words: Sequence[str],
    marked: int | None,
    texts: Texts,
    colours: Palette,
) -> go.Figure:
    """Words of length 1 at their points (N × 2), with thin lines from where they stood before."""
    figure = blank(texts["title"], colours, height=520)
    if before is not None:
        trail = np.full((len(points), 3, 2), np.nan, dtype=np.float32)
        trail[:, 0], trail[:, 1] = before, points
        flat = trail.reshape(-1, 2)
        line = {"color": colours.border, "width": 1.5}
        figure.add_scatter(x=flat[:, 0], y=flat[:, 1], mode="lines", line=line, hoverinfo="skip")
    tones = [colours.negative if row == marked else colours.token for row in range(len(words))]
    figure.add_scatter(
        x=points[:, 0].astype(np.float32),
        y=points[:, 1].astype(np.float32),
        mode="markers+text",
        text=list(words),
        textposition="top center",
        textfont={"size": 11, "color": tones},
        marker={"size": 7, "color": tones},
        hovertemplate=texts["hover"],
    )
    axis = {"range": [-REACH, REACH], "showticklabels": False}
    figure.update_xaxes(title_text=texts["x"], **axis)
    figure.update_yaxes(title_text=texts["y"], **axis)
    return figure


def two_matrices(
    vectors: np.ndarray, outputs: np.ndarray, words: Sequence[str], texts: Texts, colours: Palette
) -> go.Figure:
    """Input and output vectors of the commonest words (N × D each), side by side on one scale."""
    titles = [texts["inputs"], texts["outputs"]]
    figure = make_subplots(cols=2, shared_yaxes=True, horizontal_spacing=0.04, subplot_titles=titles)
    end = max(float(np.percentile(np.abs(np.stack([vectors, outputs])), 99)), 1e-3)
    for column, matrix in enumerate((vectors, outputs), start=1):
        figure.add_heatmap(
            z=matrix.astype(np.float32),
            y=list(words),
            coloraxis="coloraxis",
            hovertemplate=texts["hover"],
            row=1,
            col=column,
        )
    apply_look(figure, texts["title"], colours, height=130 + 17 * len(words))
    scale = {"colorscale": diverging(colours), "cmin": -end, "cmax": end}
    figure.update_layout(
        coloraxis={**scale, "colorbar": {"thickness": 12, "outlinewidth": 0}}, margin={"t": 80}
    )
    figure.update_xaxes(showgrid=False, title_text=texts["x"])
    axis = {"autorange": "reversed", "type": "category", "automargin": True, "tickfont": {"size": 10}}
    figure.update_yaxes(showgrid=False, **axis)
    return figure


def noise_bars(
    likely: np.ndarray,
    plain: np.ndarray,
    drawn: np.ndarray,
    words: Sequence[str],
    texts: Texts,
    colours: Palette,
) -> go.Figure:
    """How likely each word is drawn, its plain frequency in the text, and how often it was drawn just now."""
    figure = blank(texts["title"], colours, height=360)
    indices = list(range(len(words)))
    figure.add_bar(
        x=indices,
        y=likely.astype(np.float32),
        name=texts["likely"],
        marker={"color": colours.accent},
        customdata=np.stack([np.array(words, dtype=object), drawn.astype(object)], axis=-1),
        hovertemplate=texts["hover"],
    )
    figure.add_scatter(
        x=indices,
        y=plain.astype(np.float32),
        name=texts["plain"],
        mode="markers",
        marker={"color": colours.value, "symbol": "line-ew-open", "size": 10, "line": {"width": 2}},
        hoverinfo="skip",
    )
    fraction = drawn / max(drawn.sum(), 1)
    figure.add_scatter(
        x=indices,
        y=fraction.astype(np.float32),
        name=texts["drawn"],
        mode="markers",
        marker={"color": colours.negative, "size": 7},
        hoverinfo="skip",
    )
    figure.update_xaxes(
        tickvals=indices, ticktext=list(words), tickangle=-60, showgrid=False, automargin=True
    )
    figure.update_yaxes(title_text=texts["y"], tickformat=".1%", rangemode="tozero")
    figure.update_layout(showlegend=True)
    return figure


def models_in_time(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Overlap with GloVe's neighbours against seconds of training, for common and for rare words."""
    figure = blank(words("title"), colours, height=430)
    tones = {"cbow": colours.value, "skipgram": colours.accent}
    for name in ("cbow_frequent", "cbow_rare", "skipgram_frequent", "skipgram_rare"):
        model, kind = name.split("_")
        curve = numbers["curves"][model]
        figure.add_scatter(
            x=[point["seconds"] for point in curve],
            y=[point[kind] for point in curve],
            name=words(name),
            mode="lines+markers",
            line={"color": tones[model], "width": 2, "dash": "solid" if kind == "frequent" else "dot"},
            customdata=[point["epoch"] for point in curve],
            hovertemplate=words("hover"),
        )
    figure.update_xaxes(title_text=words("x"), rangemode="tozero")
    figure.update_yaxes(title_text=words("y"), tickformat=".1%", rangemode="tozero")
    figure.update_layout(showlegend=True)
    return figure
