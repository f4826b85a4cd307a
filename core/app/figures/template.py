"""What all our Plotly charts share, as a template: each chart then carries only what is its own."""

from functools import cache
from typing import Any

import plotly.graph_objects as go
import plotly.io

from core.app.figures.palette import Palette

FONT = "system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Noto Sans CJK SC', 'Noto Sans', sans-serif"
SMALL = 13  # pixels of letters
CLEAR = "rgba(0,0,0,0)"
# What ours take over from Plotly's own template, of which most is for maps, globes and the like.
TRACES = ("bar", "heatmap", "histogram", "scatter", "scattergl")
LAYOUT = (
    *("annotationdefaults", "autotypenumbers", "coloraxis", "colorscale", "colorway", "hoverlabel"),
    *("hovermode", "shapedefaults", "xaxis", "yaxis"),
)


@cache
def template(colours: Palette) -> go.layout.Template:
    """Fonts, margins, axes, hover labels and tool bar in the colours of a theme; no legend."""
    plotlys = plotly.io.templates["plotly"]
    made = go.layout.Template(
        data={name: plotlys.data[name] for name in TRACES},
        layout={name: plotlys.layout[name] for name in LAYOUT},
    )
    made.layout.update(_look(colours))
    return made


def _look(colours: Palette) -> dict[str, Any]:
    """Our own part of the layout."""
    axis = {"title": {"font": {"size": SMALL, "color": colours.muted}}}
    return {
        "title": {"font": {"size": 15, "color": colours.text}, "x": 0, "xanchor": "left"},
        "font": {"color": colours.text, "size": SMALL, "family": FONT},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "margin": {"l": 60, "r": 20, "t": 60, "b": 50},
        "showlegend": False,
        "modebar": {"bgcolor": CLEAR, "color": colours.muted, "activecolor": colours.accent},
        "hoverlabel": {"bgcolor": colours.surface, "font": {"color": colours.text}},
        "xaxis": axis,
        "yaxis": axis,
    }
