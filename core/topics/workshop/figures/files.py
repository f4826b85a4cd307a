"""The numbers of one saved tensor as a histogram."""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from core.app.figures.chart import blank
from core.app.figures.palette import Palette


def tensor_histogram(
    counts: np.ndarray, edges: np.ndarray, texts: Mapping[str, str], colours: Palette
) -> go.Figure:
    """How many numbers fall into each bin; `edges` is one longer than `counts`."""
    figure = blank(texts["title"], height=300)
    figure.add_bar(
        x=((edges[:-1] + edges[1:]) / 2).astype(np.float32),
        y=counts.astype(np.float32),
        width=np.diff(edges).astype(np.float32),
        marker_color=colours.accent,
        customdata=np.stack([edges[:-1], edges[1:]], axis=1).astype(np.float32),
        hovertemplate=texts["hover"],
    )
    figure.update_xaxes(title_text=texts["x"])
    figure.update_yaxes(title_text=texts["y"])
    figure.update_layout(bargap=0)
    return figure
