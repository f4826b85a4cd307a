"""Recurrent networks in pictures: the prediction as it forms, every unit at every word, one unit's track."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from core.app.figures.chart import add_lines, blank
from core.app.figures.palette import Palette, diverging, sequential

DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
MOST_SHORT = 14  # letters of a word on an axis


def looks(colours: Palette) -> dict[str, tuple[str, str, str]]:
    """Each cell's colour, line and mark, the same in every chart of recurrent networks."""
    return {
        "lstm": (colours.lstm, "solid", "circle"),
        "gru": (colours.gru, "dash", "diamond"),
        "rnn": (colours.rnn, "dot", "square"),
        "held": (colours.negative, "dash", "x"),
    }


def reading_lines(
    curves: Mapping[str, np.ndarray],
    tokens: Sequence[str],
    texts: Mapping[str, str],
    colours: Palette,
    between: tuple[int, int] | None = None,
) -> go.Figure:
    """Probability of positive after each word, a line for each cell, or for a free and a held one.

    `curves` maps a name of `looks` to its (T,) numbers; words `between` these two are shaded.
    """
    figure = blank(texts["title"], height=400)
    spoken = np.asarray([_escaped(token) for token in tokens], dtype=object)
    for name, values in curves.items():
        colour, dash, symbol = looks(colours)[name]
        figure.add_scatter(
            x=list(range(len(tokens))),
            y=values,
            name=texts[name],
            mode="lines+markers",
            line={"color": colour, "width": 2.5, "dash": dash},
            marker={"size": 9, "symbol": symbol},
            customdata=np.stack([spoken, _steps(values)], axis=-1),
            hovertemplate=texts["hover"],
        )
    add_lines(figure, y=[0.5], color=colours.muted, width=1, dash="dot")
    if between:
        figure.add_vrect(
            x0=between[0] - 0.5, x1=between[1] + 0.5, fillcolor=colours.negative, opacity=0.12, line_width=0
        )
    figure.update_xaxes(title_text=texts["x"], range=[-0.5, len(tokens) - 0.5], **_ticks(tokens))
    figure.update_yaxes(title_text=texts["y"], range=[-0.03, 1.03], tickformat=".0%")
    figure.update_layout(showlegend=len(curves) > 1)
    return figure


def unit_map(
    values: np.ndarray,
    units: Sequence[int],
    tokens: Sequence[str],
    gate: bool,
    chosen: int,
    texts: Mapping[str, str],
    colours: Palette,
) -> go.Figure:
    """Units (rows, in the given order) at every word, `values` (T, D); a gate from 0 to 1, a state signed."""
    figure = blank(texts["title"], height=460)
    most = 1.0 if gate else max(1e-6, float(np.abs(values).max()))
    figure.add_heatmap(
        z=np.ascontiguousarray(values[:, list(units)].T, dtype=np.float32),
        x=list(range(len(tokens))),
        y=list(range(len(units))),
        zmin=0.0 if gate else -most,
        zmax=most,
        colorscale=sequential(colours) if gate else diverging(colours),
        colorbar={"thickness": 12, "outlinewidth": 0, "tickfont": {"color": colours.muted}},
        customdata=np.repeat(np.asarray(units)[:, None], len(tokens), axis=1),
        hovertemplate=texts["hover"],
    )
    figure.update_xaxes(**_ticks(tokens))
    every = max(1, len(units) // 24)
    indices = list(range(0, len(units), every))
    figure.update_yaxes(
        title_text=texts["y"],
        autorange="reversed",
        showgrid=False,
        tickmode="array",
        tickvals=indices,
        ticktext=[str(units[index]) for index in indices],
    )
    row = list(units).index(chosen)
    figure.add_shape(
        type="rect",
        x0=-0.5,
        x1=len(tokens) - 0.5,
        y0=row - 0.5,
        y1=row + 0.5,
        line={"color": colours.text, "width": 2},
    )
    figure.update_layout(margin={"b": 90})
    return figure


def unit_track(
    lines: Mapping[str, np.ndarray],
    gates: Sequence[str],
    tokens: Sequence[str],
    texts: Mapping[str, str],
    colours: Palette,
) -> go.Figure:
    """One unit over the sentence: each gate and each state (T,) a line; gates are thin, states thick."""
    figure = blank(texts["title"], height=380)
    tones = {
        "forget": colours.negative,
        "update": colours.negative,
        "input": colours.key,
        "reset": colours.key,
        "output": colours.value,
        "candidate": colours.query,
        "cell": colours.accent,
        "hidden": colours.text,
    }
    for (name, values), dash in zip(lines.items(), DASHES, strict=False):
        figure.add_scatter(
            x=list(range(len(tokens))),
            y=values,
            name=texts[name],
            mode="lines+markers",
            line={"color": tones[name], "width": 1.5 if name in gates else 3, "dash": dash},
            marker={"size": 5 if name in gates else 8},
            customdata=[_escaped(token) for token in tokens],
            hovertemplate=texts["hover"],
        )
    figure.update_xaxes(range=[-0.5, len(tokens) - 0.5], **_ticks(tokens))
    figure.update_yaxes(title_text=texts["y"], zeroline=True, zerolinecolor=colours.muted)
    figure.update_layout(showlegend=True)
    return figure


def _steps(values: np.ndarray) -> np.ndarray:
    """How far each word moved the probability, in percentage points; the first word from one half."""
    return np.diff(values, prepend=0.5) * 100


def _ticks(tokens: Sequence[str]) -> dict:
    shown = [word if len(word) <= MOST_SHORT else f"{word[: MOST_SHORT - 1]}…" for word in tokens]
    return {
        "tickmode": "array",
        "tickvals": list(range(len(tokens))),
        "ticktext": [_escaped(word) for word in shown],
        "tickangle": -45 if len(tokens) > 8 else 0,
        "showgrid": False,
    }


def _escaped(word: str) -> str:
    """Plotly reads a little HTML in labels; a visitor's word stays what it is."""
    return word.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
