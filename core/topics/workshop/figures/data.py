"""Labelled sentences before training: how they are balanced, and how long they are."""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from core.app.figures.chart import blank
from core.app.figures.palette import Palette

LONGEST = 60  # words; longer rows stand in the last bar


def label_balance(
    counts: Mapping[str, tuple[int, int]], texts: Mapping[str, str], colours: Palette
) -> go.Figure:
    """The share of negative and positive rows of each split; `counts` maps a split's label to both."""
    figure = blank(texts["title"], height=130 + 55 * len(counts))
    for number, (name, colour) in enumerate((("negative", colours.negative), ("positive", colours.positive))):
        rows = [both[number] for both in counts.values()]
        shares = [both[number] / sum(both) for both in counts.values()]
        figure.add_bar(
            x=shares,
            y=list(counts),
            orientation="h",
            name=texts[name],
            marker={"color": colour},
            text=[f"{texts[name]} {count:,}" for count in rows],
            textposition="inside",
            insidetextfont={"color": colours.background},
            hovertemplate="%{y}: %{text} (%{x:.1%})<extra></extra>",
        )
    figure.update_layout(barmode="stack", margin={"l": 90})
    figure.update_xaxes(tickformat=".0%", range=[0, 1])
    figure.update_yaxes(autorange="reversed")
    return figure


def row_lengths(words: Mapping[str, np.ndarray], texts: Mapping[str, str], colours: Palette) -> go.Figure:
    """How many words the rows of each split have, as shares of the split."""
    figure = blank(texts["title"], height=300)
    for (name, lengths), colour in zip(words.items(), (colours.accent, colours.segment), strict=True):
        counts = np.bincount(np.minimum(lengths, LONGEST), minlength=2)
        figure.add_scatter(
            x=np.arange(len(counts), dtype=np.float32),
            y=(counts / counts.sum()).astype(np.float32),
            name=name,
            mode="lines",
            line={"color": colour, "width": 2, "shape": "hvh"},
            fill="tozeroy",
            hovertemplate=texts["hover"],
        )
    figure.update_layout(showlegend=True)
    figure.update_xaxes(title_text=texts["x"])
    figure.update_yaxes(title_text=texts["y"], tickformat=".0%")
    return figure
