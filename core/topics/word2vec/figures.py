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
