"""The charts of word2vec: the noise, and what was measured."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from core.app.figures.chart import blank
from core.app.figures.palette import Palette

Texts = Mapping[str, str]
Words = Callable[..., str]


def noise_bars(
    likely: np.ndarray,
    plain: np.ndarray,
    drawn: np.ndarray,
    words: Sequence[str],
    texts: Texts,
    colours: Palette,
) -> go.Figure:
    """How likely each word is drawn, its plain frequency in the text, and how often it was drawn just now."""
    figure = blank(texts["title"], height=360)
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


def window_positions(
    words: Sequence[str], centre: int, window: int, texts: Texts, colours: Palette
) -> go.Figure:
    """The window at every place of a sentence: a row for each centre; that of `centre` is framed."""
    figure = blank(texts["title"], height=110 + len(words) * max(14, min(30, 300 // len(words))))
    places = np.arange(len(words))
    apart = np.abs(places[:, None] - places[None, :])
    parts = np.where(apart == 0, 2, np.where(apart <= window, 1, 0))  # (N, N)
    roles = np.array([texts["other"], texts["context"], texts["centre"]], dtype=object)
    named = np.broadcast_to(np.array(words, dtype=object)[None, :], parts.shape)
    figure.add_heatmap(
        z=parts.astype(np.uint8),
        customdata=np.stack([named, roles[parts]], axis=-1),
        colorscale=[(0, colours.neutral), (0.5, colours.key), (1, colours.query)],
        zmin=0,
        zmax=2,
        showscale=False,
        xgap=2,
        ygap=2,
        hovertemplate=texts["hover"],
    )
    line = {"color": colours.text, "width": 2}
    figure.add_shape(type="rect", x0=-0.5, x1=len(words) - 0.5, y0=centre - 0.5, y1=centre + 0.5, line=line)
    names = {"tickvals": places.tolist(), "ticktext": list(words), "showgrid": False, "automargin": True}
    figure.update_xaxes(**names, tickangle=-50)
    figure.update_yaxes(**names, autorange="reversed")
    return figure


def pairs_by_distance(counts: Mapping[int, int], texts: Texts, colours: Palette) -> go.Figure:
    """How many pairs of centre and neighbour lie at each distance, to the left and to the right."""
    figure = blank(texts["title"], height=320)
    figure.add_bar(
        x=list(counts),
        y=list(counts.values()),
        marker={"color": colours.key},
        text=[f"{count:,}" for count in counts.values()],
        hovertemplate=texts["hover"],
    )
    figure.update_xaxes(title_text=texts["x"], tickvals=list(counts), showgrid=False)
    figure.update_yaxes(title_text=texts["y"], rangemode="tozero")
    return figure


def models_in_time(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Overlap with GloVe's neighbours against seconds of training, for common and for rare words."""
    figure = blank(words("title"), height=430)
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
