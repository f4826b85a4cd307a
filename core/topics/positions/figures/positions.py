"""The pictures of position codes: maps, waves, turning arrows, a learned table and its spectrum."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from plotly.colors import sample_colorscale
from plotly.subplots import make_subplots

from core.app.figures.chart import add_lines, apply_look, blank
from core.app.figures.palette import Palette, diverging
from core.base.numbers import number_text

Texts = Mapping[str, str]
MOST_NAMED = 40  # tokens along an axis
DOT = 6  # pixels
ARROWS = 12  # positions drawn on each circle
PERCENTILE_ON_SCALE = 99.5  # per cent; a few outliers would leave all others grey


def code_map(
    codes: np.ndarray, texts: Texts, colours: Palette, end: float | None = None, height: int = 380
) -> go.Figure:
    """One row for each position, one column for each dimension (T D), signed."""
    figure = blank(texts["title"], height=height)
    end = end or float(np.percentile(np.abs(codes), PERCENTILE_ON_SCALE))
    figure.add_heatmap(
        z=codes.astype(np.float32),
        colorscale=diverging(colours),
        zmin=-end,
        zmax=end,
        colorbar={"thickness": 12, "outlinewidth": 0},
        hovertemplate=texts["hover"],
    )
    figure.update_xaxes(title_text=texts["x"], showgrid=False)
    figure.update_yaxes(title_text=texts["y"], showgrid=False, autorange="reversed")
    return figure


def lines(
    x: Sequence[float],
    rows: Mapping[str, np.ndarray],
    texts: Texts,
    colours: Palette,
    *,
    steps: bool = False,
    dots: int = 0,
    height: int = 360,
) -> go.Figure:
    """Several curves over the same axis, each under its name; with `steps`, as stairs.

    With `dots`, every so many points, from the first, have a dot.
    """
    figure = blank(texts["title"], height=height)
    tones = (colours.position, colours.positive, colours.negative, colours.key, colours.value, colours.query)
    for number, (name, values) in enumerate(rows.items()):
        line = {"color": tones[number % len(tones)], "width": 2, "shape": "hv" if steps else "linear"}
        line["dash"] = ("solid", "dash", "dot")[number // len(tones) % 3]
        figure.add_scatter(
            x=list(x),
            y=values.astype(np.float32),
            name=name,
            mode="lines+markers" if dots else "lines",
            line=line,
            marker={"size": [0 if point % dots else DOT for point in range(len(x))]} if dots else None,
            hovertemplate=texts["hover"],
        )
    figure.update_xaxes(title_text=texts["x"])
    figure.update_yaxes(title_text=texts["y"])
    figure.update_layout(showlegend=len(rows) > 1)
    return figure


def circles(turned: np.ndarray, names: Sequence[str], texts: Texts, colours: Palette) -> go.Figure:
    """One circle for each pair of dimensions, one arrow for each position (T P): later ones are stronger."""
    turned = turned[:ARROWS]
    figure = make_subplots(cols=len(names), subplot_titles=list(names), horizontal_spacing=0.03)
    strengths = np.linspace(1, 0.25, len(turned))[::-1]  # the last is full, also where it is the only one
    shades = sample_colorscale([colours.neutral, colours.position], strengths)
    ring = np.linspace(0, 2 * np.pi, 90)
    for column in range(1, len(names) + 1):
        axes = {"row": 1, "col": column}
        thin = {"color": colours.border, "width": 1}
        figure.add_scatter(x=np.cos(ring), y=np.sin(ring), mode="lines", line=thin, hoverinfo="skip", **axes)
        for position, angle in enumerate(turned[:, column - 1]):
            figure.add_scatter(
                x=[0, np.cos(angle)],
                y=[0, np.sin(angle)],
                mode="lines+markers",
                line={"color": shades[position], "width": 2},
                marker={"size": [0, 8], "color": shades[position]},
                customdata=[[position, angle, angle % (2 * np.pi)]] * 2,
                hovertemplate=texts["hover"],
                **axes,
            )
    apply_look(figure, texts["title"], height=300)
    round_faces(figure, len(names))
    return figure


def round_faces(figure: go.Figure, columns: int) -> None:
    """Leave out the axes of clock faces side by side, and keep them round whatever the page's width."""
    hidden = {"visible": False, "range": [-1.15, 1.15], "constrain": "domain"}
    figure.update_xaxes(**hidden)
    figure.update_yaxes(**hidden)
    for column in range(1, columns + 1):
        figure.update_yaxes(scaleanchor=f"x{column if column > 1 else ''}", row=1, col=column)


def dots(
    rows: Mapping[str, Sequence[float]], own: Sequence[float], texts: Texts, colours: Palette
) -> go.Figure:
    """Probabilities of positive: a row of dots for each model, and a line where the untouched sentence is."""
    figure = blank(texts["title"], height=120 + 62 * len(rows))
    for (name, values), mark in zip(rows.items(), own, strict=True):
        tones = [colours.positive if p >= 0.5 else colours.negative for p in values]
        figure.add_scatter(
            x=list(values),
            y=[name] * len(values),
            mode="markers",
            marker={"size": 12, "color": tones, "opacity": 0.65},
            hovertemplate=texts["hover"],
        )
        figure.add_scatter(
            x=[mark],
            y=[name],
            mode="markers",
            marker={"size": 26, "symbol": "line-ns-open", "color": colours.text, "line": {"width": 3}},
            hovertemplate=texts["own"],
        )
    add_lines(figure, x=[0.5], color=colours.muted, width=1, dash="dot")
    figure.update_xaxes(title_text=texts["x"], range=[-0.03, 1.03], tickformat=".0%")
    figure.update_yaxes(type="category", autorange="reversed", automargin=True, showgrid=False)
    return figure


def spectrum(values: np.ndarray, texts: Texts, colours: Palette) -> go.Figure:
    """Singular values of a table, largest first, and the cumulative fraction of the variance."""
    figure = make_subplots(specs=[[{"secondary_y": True}]])
    cumulative = np.cumsum(values**2) / np.sum(values**2)
    positions = np.arange(1, len(values) + 1)
    figure.add_bar(
        x=positions,
        y=values.astype(np.float32),
        marker={"color": colours.position},
        name=texts["value"],
        hovertemplate=texts["hover"],
    )
    figure.add_scatter(
        x=positions,
        y=cumulative.astype(np.float32),
        mode="lines",
        line={"color": colours.text, "width": 2},
        name=texts["held"],
        hovertemplate=texts["also"],
        secondary_y=True,
    )
    apply_look(figure, texts["title"], height=480, showlegend=True)
    figure.update_layout(margin={"r": 70}, bargap=0)
    figure.update_xaxes(title_text=texts["x"])
    figure.update_yaxes(title_text=texts["value"])
    figure.update_yaxes(
        title_text=texts["held"],
        tickformat=".0%",
        range=[0, 1.02],
        secondary_y=True,
        showgrid=False,
        dtick=0.25,
    )
    return figure


def bars(names: Sequence[str], values: np.ndarray, texts: Texts, colours: Palette, chosen: int) -> go.Figure:
    """One bar for each head; the chosen one in full colour."""
    figure = blank(texts["title"], height=300)
    tones = [colours.position if number == chosen else colours.muted for number in range(len(names))]
    figure.add_bar(
        x=list(names),
        y=values.astype(np.float32),
        marker={"color": tones},
        text=[number_text(value, ".3g") if number == chosen else "" for number, value in enumerate(values)],
        textfont={"color": colours.text, "size": 13},
        textangle=0,
        textposition="outside",
        cliponaxis=False,
        hovertemplate=texts["hover"],
    )
    figure.update_xaxes(title_text=texts["x"], type="category", showgrid=False)
    figure.update_yaxes(title_text=texts["y"])
    return figure


def log_lines(
    positions: Sequence[float], rows: Mapping[str, np.ndarray], texts: Texts, colours: Palette
) -> go.Figure:
    """Lines whose numbers span powers of ten, which a hover tells as such."""
    figure = lines(positions, rows, texts, colours)
    for line, values in zip(figure.data, rows.values(), strict=True):
        line.text = [number_text(value, ".1e") for value in values]
    figure.update_yaxes(type="log", exponentformat="power", dtick=1)
    return figure


def moved_tokens_lines(
    tokens: Sequence[str],
    hints: Sequence[str],
    rows: Mapping[str, np.ndarray],
    texts: Texts,
    colours: Palette,
) -> go.Figure:
    """How far each token's vector moved, on a logarithmic axis; a hint says where the token stands now."""
    figure = log_lines(range(len(tokens)), rows, texts, colours)
    figure.update_traces(mode="lines+markers", customdata=hints)
    figure.update_yaxes(dtick=2)
    if len(tokens) <= MOST_NAMED:
        figure.update_xaxes(tickvals=list(range(len(tokens))), ticktext=list(tokens))
    return figure


def square_map(values: np.ndarray, texts: Texts, colours: Palette) -> go.Figure:
    """A matrix whose cells are squares, from −1 to 1."""
    figure = code_map(values, texts, colours, end=1.0, height=360)
    figure.update_yaxes(scaleanchor="x", constrain="domain")
    figure.update_xaxes(constrain="domain")
    return figure


def token_map(values: np.ndarray, tokens: Sequence[str], texts: Texts, colours: Palette) -> go.Figure:
    """A row of numbers for each token, named on the axis."""
    figure = code_map(values, texts, colours, height=420)
    ticks = {"tickvals": list(range(len(tokens))), "ticktext": list(tokens)}
    figure.update_yaxes(**ticks, automargin=True, title_text="")
    return figure


def bias_lines(
    distances: Sequence[float], rows: Mapping[str, np.ndarray], texts: Texts, colours: Palette
) -> go.Figure:
    """What each head adds at each distance: a step for each bucket."""
    figure = lines(distances, rows, texts, colours, steps=True)
    figure.update_xaxes(type="linear")
    return figure
