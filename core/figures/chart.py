"""What all our Plotly charts share: fonts, margins, no junk."""

import plotly.graph_objects as go

from core.figures.palette import Palette

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
