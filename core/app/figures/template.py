"""What all our Plotly charts share, as a template: each chart then carries only what is its own."""

from functools import cache

import pandas  # noqa: F401 - whole before Plotly, which takes half of it while another thread imports it
import plotly.io

from core.app.figures.palette import Palette
from core.app.figures.plain import Plain, axes_of

plotly.io.templates.default = None  # each new figure would get it, checked, and ours in its place at the end

FONT = "system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Noto Sans CJK SC', 'Noto Sans', sans-serif"
SMALL = 13  # pixels of letters
BESIDE = 8  # pixels between the numbers of an upright axis and its name
CLEAR = "rgba(0,0,0,0)"
ABOVE = 60  # pixels between a figure's edge and its picture
OF_SUBPLOTS = {"size": 16}  # the letters by which `make_subplots` sets its titles


def put_on(layout: Plain, colours: Palette) -> None:
    """Give our look to a layout: the template, quiet lines, and small titles of its pictures."""
    layout["template"] = template(colours)
    layout.update({first: layout.get(first, {}) for first in ("xaxis", "yaxis")})
    # They are drawn where a figure itself names their colour; a template's does not count.
    lines = {"gridcolor": colours.border, "zeroline": False, "linecolor": colours.border}
    for axis in axes_of(layout):
        axis.update({**lines, **axis})
    for note in layout.get("annotations", ()):
        if note.get("font") == OF_SUBPLOTS:
            note["font"] = {"size": SMALL, "color": colours.muted}


@cache
def template(colours: Palette) -> Plain:
    """Fonts, margins, axes, hover labels and tool bar in the colours of a theme; no legend.

    Nothing of Plotly's own template, with its pale line around every bar, and nothing of Streamlit's, whose
    colours are placeholders: a chart looks the same wherever it is made.
    """
    # Plotly leaves points of a line out where it thinks that nobody sees it: a curve becomes a polygon.
    marks = {"type": "scatter", "marker": {"line": {"width": 0}}, "line": {"simplify": False}}
    return {"data": {"scatter": [marks]}, "layout": _look(colours)}


def _look(colours: Palette) -> Plain:
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
        "margin": {"l": 60, "r": 20, "t": ABOVE, "b": 50},
        "showlegend": False,
        "modebar": {"bgcolor": CLEAR, "color": colours.muted, "activecolor": colours.accent},
        "hoverlabel": {"bgcolor": colours.surface, "font": {"color": colours.text}},
        "xaxis": axis,
        # Beside its longest number, which else it runs through; the margin grows with both.
        "yaxis": {"title": {**axis["title"], "standoff": BESIDE}, "automargin": True},
    }
