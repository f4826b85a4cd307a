"""The small pictures of the story "Step by step": one idea each, 300 pixels high at most."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from core.app.figures.chart import apply_look, blank
from core.app.figures.palette import Palette
from core.topics.positions.figures.positions import code_map, lines, round_faces

Texts = Mapping[str, str]
MOST_NAMED = 24  # tokens along an axis that is half a page wide
ABOVE = 80  # pixels for the names over the picture
TINY = 1e-12  # lower bound of a length
HEIGHT = 300  # pixels, so that prose, slider and picture stand beside each other in one screen


def crossings(tokens: Sequence[str], before: Sequence[int], texts: Texts, colours: Palette) -> go.Figure:
    """A line for each token from its place `before`, above, to its place after a shuffle, below."""
    figure = blank(texts["title"], height=HEIGHT)
    T = len(tokens)
    for after, (token, home) in enumerate(zip(tokens, before, strict=True)):
        figure.add_scatter(
            x=[home, after],
            y=[1, 0],
            mode="lines+markers",
            line={"color": colours.muted if home == after else colours.position, "width": 2},
            marker={"size": 7},
            customdata=[[token, home, after]] * 2,
            hovertemplate=texts["hover"],
            showlegend=False,
        )
    figure.add_scatter(
        x=list(range(T)), y=[1] * T, xaxis="x2", mode="markers", marker={"size": 1}, hoverinfo="skip"
    )
    at = dict(zip(before, tokens, strict=True))
    typed = [at[position] for position in range(T)]
    look = {"range": [-0.5, T - 0.5], "showgrid": False, "automargin": True, "tickangle": -50}
    figure.update_layout(
        xaxis={**look, **_named(tokens), "title": {"text": texts["x"]}},
        xaxis2={**look, **_named(typed), "overlaying": "x", "side": "top"},
        yaxis={"visible": False, "range": [-0.06, 1.06]},
        margin={"t": ABOVE},
        showlegend=False,
    )
    return figure


def _named(tokens: Sequence[str]) -> dict:
    """Ticks that name the tokens, where these are few enough."""
    if len(tokens) > MOST_NAMED:
        return {"showticklabels": False}
    return {"tickvals": list(range(len(tokens))), "ticktext": list(tokens)}


def growing(alone: float, added: np.ndarray, chosen: int, texts: Texts, colours: Palette) -> go.Figure:
    """A vector's length alone, and with the number of each position added; a dot at the chosen one."""
    rows = {texts["added"]: added, texts["alone"]: np.full(len(added), alone)}
    figure = lines(range(len(added)), rows, texts, colours, height=HEIGHT)
    figure.add_scatter(
        x=[chosen],
        y=[float(added[chosen])],
        mode="markers",
        marker={"size": 11, "color": colours.text},
        hovertemplate=texts["hover"],
        showlegend=False,
    )
    return figure


def digits_map(digits: np.ndarray, chosen: int, texts: Texts, colours: Palette) -> go.Figure:
    """Binary digits as a map, a row for each position (N B); the chosen row and the next are framed."""
    figure = code_map(digits, texts, colours, end=1.0, height=HEIGHT)
    figure.update_traces(showscale=False, xgap=1, ygap=1)
    figure.add_shape(
        type="rect",
        x0=-0.5,
        x1=digits.shape[1] - 0.5,
        y0=chosen - 0.5,
        y1=chosen + 1.5,
        line={"color": colours.text, "width": 2},
    )
    figure.update_xaxes(dtick=1)
    return figure


def pair_arrows(
    query: np.ndarray, key: np.ndarray, names: Sequence[str], texts: Texts, colours: Palette
) -> go.Figure:
    """A circle for each pair (P 2) with the query's and the key's arrow, both drawn of length 1."""
    figure = make_subplots(cols=len(names), subplot_titles=list(names), horizontal_spacing=0.03)
    ring = np.linspace(0, 2 * np.pi, 90)
    for column in range(len(names)):
        axes = {"row": 1, "col": column + 1}
        thin = {"color": colours.border, "width": 1}
        figure.add_scatter(
            x=np.cos(ring),
            y=np.sin(ring),
            mode="lines",
            line=thin,
            hoverinfo="skip",
            showlegend=False,
            **axes,
        )
        for end, name, colour in ((query, "query", colours.query), (key, "key", colours.key)):
            x, y = (end[column] / max(np.linalg.norm(end[column]), TINY)).tolist()
            figure.add_scatter(
                x=[0, x],
                y=[0, y],
                name=texts[name],
                legendgroup=name,
                showlegend=column == 0,
                mode="lines+markers",
                line={"color": colour, "width": 3},
                marker={"size": [0, 10], "color": colour},
                hovertemplate=texts["hover"],
                **axes,
            )
    apply_look(figure, texts["title"], height=HEIGHT, showlegend=True)
    round_faces(figure, len(names))
    return figure
