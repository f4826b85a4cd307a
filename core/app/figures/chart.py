"""What several charts draw the same way: an empty figure, error bars, heat maps, bars by token."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from core.app.figures.folded import LINE, fold_titles, is_subtitle
from core.app.figures.palette import Palette, diverging, sequential
from core.app.figures.plain import Plain
from core.base.numbers import times_power_of_ten

FEW_DECADES = 3  # over more of them only powers of ten are named
MOST_TICKS = 7  # powers of ten on an axis
TITLE, ROW, SUBTITLE = 38, 20, 22  # pixels above a picture: its title, a row of its legend, smaller titles
ENTRY, LETTER, LEGEND_WIDTH = 56, 7, 680  # pixels of an entry beside its name, of a letter, of a row


def blank(title: str, height: int = 340) -> go.Figure:
    """An empty figure; `title` says what to see in it. It gets our look when it is finished."""
    return go.Figure(layout={"title": {"text": title}, "height": height})


def apply_look(figure: go.Figure, title: str, height: int = 340, **layout: Any) -> None:
    """The same for a figure of several pictures, with what its layout has of its own."""
    figure.update_layout({"title": {"text": title}, "height": height, **layout})


def make_room(figure: Plain) -> None:
    """Room between title and picture for a legend, and for the titles of several pictures below it."""
    layout = figure["layout"]
    fold_titles(layout)
    if not layout.get("showlegend"):
        return
    subtitles = [note.get("text") or "" for note in layout.get("annotations", ()) if is_subtitle(note)]
    below = max((SUBTITLE + LINE * text.count("<br>") for text in subtitles), default=0)
    names = [trace.get("name") or "" for trace in figure["data"] if trace.get("showlegend") is not False]
    rows = math.ceil(sum(ENTRY + LETTER * len(name) for name in dict.fromkeys(names)) / LEGEND_WIDTH)
    above = TITLE + ROW * rows + 12 + below
    layout.setdefault("margin", {})["t"] = above
    height = (layout.get("height") or 450) - above - 60  # pixels of the picture itself, about
    layout.setdefault("legend", {})["y"] = 1 + (6 + below) / max(height, 80)


def log_axis(values: Iterable[float]) -> dict[str, Any]:
    """A logarithmic axis over positive values, with round ticks that are few enough to stand apart."""
    known = [value for value in values if value > 0]
    low, high = math.log10(min(known)), math.log10(max(known))
    decades = range(math.floor(low), math.ceil(high) + 1)
    span = high - low
    steps = (1, 1.5, 2, 3, 5, 7) if span <= 1 else (1, 2, 5) if span <= FEW_DECADES else (1,)
    every = max(1, math.ceil(span / MOST_TICKS))
    exact = [(step, power) for power in decades if power % every == 0 for step in steps]
    near = [(step, power) for step, power in exact if low - 0.1 <= math.log10(step) + power <= high + 0.1]
    shown = near or exact
    ticks = [step * 10.0**power for step, power in shown]
    return {"type": "log", "tickvals": ticks, "ticktext": [_tick(step, power) for step, power in shown]}


def _tick(step: float, power: int) -> str:
    """Written out between a thousandth and a million, else as a power of ten."""
    if -3 <= power < 6:
        return f"{step * 10.0**power:,.6g}"
    return times_power_of_ten(f"{step:g}", power)


def add_lines(
    figure: go.Figure, x: Sequence[float] = (), y: Sequence[float] = (), layer: str = "above", **line: Any
) -> None:
    """Upright lines at `x` and level ones at `y`, right through a chart of one pair of axes.

    Plotly's `add_vline` and `add_hline` draw the same at many times the cost, each dearer than the last.
    """
    lines = [
        {
            "type": "line",
            "line": line,
            "layer": layer,
            f"{own}0": at,
            f"{own}1": at,
            f"{other}0": 0,
            f"{other}1": 1,
            f"{other}ref": " ".join((other, "domain")),  # from end to end
        }
        for own, other, places in (("x", "y", x), ("y", "x", y))
        for at in places
    ]
    figure.update_layout(shapes=[*figure.layout.shapes, *lines])


def whiskers(values: Sequence[float], intervals: Sequence[Sequence[float]], **look: Any) -> dict[str, Any]:
    """Error bars from each value to the two ends of its interval; `look` is their colour and widths."""
    ends = list(zip(values, intervals, strict=True))
    return {
        "type": "data",
        "symmetric": False,
        "array": [high - value for value, (_, high) in ends],
        "arrayminus": [value - low for value, (low, _) in ends],
        **look,
    }


def scored_whiskers(points: Sequence[Mapping[str, Any]], **look: Any) -> dict[str, Any]:
    """Error bars of points that hold an `accuracy` and its `interval`."""
    return whiskers([point["accuracy"] for point in points], [point["interval"] for point in points], **look)


def add_layers_by_tokens(
    figure: go.Figure,
    values: np.ndarray,
    rows: Sequence[str],
    tokens: Sequence[str],
    colours: Palette,
    **look: Any,
) -> None:
    """A heat map from 0 of `values` (rows × tokens), the first row on top as everywhere in the app."""
    figure.add_heatmap(
        z=values.astype(np.float32),
        x=list(range(len(tokens))),
        y=list(rows),
        customdata=np.broadcast_to(np.array(tokens, dtype=object), values.shape),
        colorscale=sequential(colours),
        xgap=1,
        ygap=1,
        zmin=0,
        **look,
    )
    figure.update_yaxes(autorange="reversed")


def add_bars_by_token(
    figure: go.Figure,
    heights: Mapping[str, np.ndarray],
    markers: Mapping[str, Mapping[str, Any]],
    tokens: Sequence[str],
    texts: Mapping[str, str],
) -> None:
    """Grouped bars: for each series of `heights` a bar at every token; `texts` names the series."""
    for series, values in heights.items():
        figure.add_bar(
            x=list(range(len(tokens))),
            y=values.astype(np.float32),
            name=texts[series],
            marker=markers[series],
            customdata=list(tokens),
            hovertemplate=texts["hover"],
        )


def similarity_map(
    similarity: np.ndarray, step: int, texts: Mapping[str, str], colours: Palette
) -> go.Figure:
    """Cosine between learned positions; `step` positions lie between one row and the next."""
    figure = blank(texts["title"], height=480)
    positions = list(range(0, step * len(similarity), step))
    figure.add_heatmap(
        z=similarity.astype(np.float32),
        x=positions,
        y=positions,
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
