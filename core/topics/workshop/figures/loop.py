"""Losses of our loop and of Trainer, step by step."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from core.app.figures.chart import blank
from core.app.figures.palette import Palette


def two_losses(comparison: Mapping[str, Any], texts: Mapping[str, str], colours: Palette) -> go.Figure:
    """Our loop as a line, Trainer as rings around it, and our loop with a line left out, if there is one."""
    figure = blank(texts["title"], height=380)
    steps = list(range(1, comparison["steps"] + 1))
    look = {"mode": "lines", "line": {"color": colours.accent, "width": 3}}
    _add(figure, steps, comparison["ours"], texts["ours"], texts["hover"], look)
    ring = {"size": 13, "symbol": "circle-open", "color": colours.negative, "line": {"width": 2}}
    _add(
        figure,
        steps,
        comparison["trainer"],
        texts["trainer"],
        texts["hover"],
        {"mode": "markers", "marker": ring},
    )
    if comparison["changed"]:
        other = {"mode": "lines", "line": {"color": colours.key, "width": 2, "dash": "dot"}}
        _add(figure, steps, comparison["changed"], texts["changed"], texts["hover"], other)
    figure.update_xaxes(title_text=texts["x"])
    figure.update_yaxes(title_text=texts["y"])
    figure.update_layout(showlegend=True)
    return figure


def _add(
    figure: go.Figure, steps: Sequence[int], losses: Sequence[float], name: str, hover: str, look: Mapping
) -> None:
    figure.add_scatter(x=list(steps), y=list(losses), name=name, hovertemplate=hover, **look)
