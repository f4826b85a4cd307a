"""What a seed draws: a head's first weights and a dropout mask."""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from core.app.figures.chart import apply_look
from core.app.figures.palette import Palette, diverging


def drawn_numbers(
    head: np.ndarray, kept: np.ndarray, texts: Mapping[str, str], colours: Palette
) -> go.Figure:
    """The head (C, D) as signed numbers, and the mask (T, D): what dropout leaves and what it sets to 0."""
    figure = make_subplots(
        rows=2,
        subplot_titles=[texts["head"], texts["dropout"]],
        row_heights=[0.35, 0.65],
        vertical_spacing=0.22,
    )
    reach = float(np.abs(head).max())
    tiles = {"showscale": False, "xgap": 1, "ygap": 1, "col": 1}
    signed = {"zmin": -reach, "zmax": reach, "colorscale": diverging(colours)}
    figure.add_heatmap(z=head.astype(np.float32), hovertemplate=texts["hover_head"], row=1, **signed, **tiles)
    binary = {"zmin": 0, "zmax": 1, "colorscale": [(0.0, colours.negative), (1.0, colours.neutral)]}
    figure.add_heatmap(
        z=kept.astype(np.uint8), hovertemplate=texts["hover_dropout"], row=2, **binary, **tiles
    )
    apply_look(figure, texts["title"], height=360)
    figure.update_annotations(x=0, xanchor="left")
    figure.update_yaxes(showticklabels=False, autorange="reversed")
    figure.update_xaxes(showticklabels=False)
    figure.update_layout(margin={"l": 10})
    return figure
