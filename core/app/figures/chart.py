"""What all our Plotly charts share: fonts, margins, no junk."""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from core.app.figures.palette import Palette, diverging

FONT = "system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Noto Sans CJK SC', 'Noto Sans', sans-serif"


def blank(title: str, colours: Palette, height: int = 340) -> go.Figure:
    """An empty figure with our look; `title` says what to see in it."""
    figure = go.Figure()
    figure.update_layout(
        title={"text": title, "font": {"size": 15, "color": colours.text}, "x": 0, "xanchor": "left"},
        font={"color": colours.text, "size": 13, "family": FONT},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        margin={"l": 60, "r": 20, "t": 60, "b": 50},
        height=height,
        showlegend=False,
        modebar={"bgcolor": "rgba(0,0,0,0)", "color": colours.muted, "activecolor": colours.accent},
        hoverlabel={"bgcolor": colours.surface, "font": {"color": colours.text}},
    )
    small = {"font": {"size": 13, "color": colours.muted}}
    axis = {"title": small, "gridcolor": colours.border, "zeroline": False, "linecolor": colours.border}
    figure.update_xaxes(**axis)
    figure.update_yaxes(**axis)
    return figure


def similarity_map(
    similarity: np.ndarray, step: int, texts: Mapping[str, str], colours: Palette
) -> go.Figure:
    """Cosine between learned positions; `step` positions lie between one row and the next."""
    figure = blank(texts["title"], colours, height=480)
    places = list(range(0, step * len(similarity), step))
    figure.add_heatmap(
        z=similarity.astype(np.float32),
        x=places,
        y=places,
        colorscale=diverging(colours),
        zmin=-1,
        zmax=1,
        colorbar={"thickness": 12, "outlinewidth": 0},
        hovertemplate=texts["hover"],
    )
    figure.update_xaxes(title_text=texts["x"], showgrid=False, constrain="domain")
    figure.update_yaxes(
        title_text=texts["x"], showgrid=False, autorange="reversed", scaleanchor="x", constrain="domain"
    )
    return figure
