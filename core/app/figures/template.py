"""What all our Plotly charts share, as a template: each chart then carries only what is its own."""

from functools import cache
from typing import Any

import plotly.graph_objects as go

from core.app.figures.palette import Palette

FONT = "system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Noto Sans CJK SC', 'Noto Sans', sans-serif"
SMALL = 13  # pixels of letters
BESIDE = 8  # pixels between the numbers of an upright axis and its name
CLEAR = "rgba(0,0,0,0)"


@cache
def template(colours: Palette) -> go.layout.Template:
    """Fonts, margins, axes, hover labels and tool bar in the colours of a theme; no legend.

    Nothing of Plotly's own template, with its pale line around every bar, and nothing of Streamlit's, whose
    colours are placeholders: a chart looks the same wherever it is made.
    """
    # Plotly leaves points of a line out where it thinks that nobody sees it: a curve becomes a polygon.
    marks = [go.Scatter(marker={"line": {"width": 0}}, line={"simplify": False})]
    return go.layout.Template(data={"scatter": marks}, layout=_look(colours))


def _look(colours: Palette) -> dict[str, Any]:
    """Our own part of the layout."""
    axis = {"title": {"font": {"size": SMALL, "color": colours.muted}}}
    return {
        "title": {
            **{"font": {"size": 15, "color": colours.text}, "x": 0, "xanchor": "left"},
            **{"y": 1, "yanchor": "top", "pad": {"t": 14}},
        },
        # Above, between title and picture, on every page; where its names are many, it grows upwards.
        "legend": {"orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom"},
        "font": {"color": colours.text, "size": SMALL, "family": FONT},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "margin": {"l": 60, "r": 20, "t": 60, "b": 50},
        "showlegend": False,
        "modebar": {"bgcolor": CLEAR, "color": colours.muted, "activecolor": colours.accent},
        "hoverlabel": {"bgcolor": colours.surface, "font": {"color": colours.text}},
        "xaxis": axis,
        # Beside its longest number, which else it runs through; the margin grows with both.
        "yaxis": {"title": {**axis["title"], "standoff": BESIDE}, "automargin": True},
    }
