"""From characters to ids as one picture, and the cells of a batch that hold nothing but padding."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import plotly.graph_objects as go

from core.app.figures.chart import blank
from core.app.figures.palette import Palette
from core.app.figures.plain import Plain

MOST_CHARACTERS = 46  # drawn; the table has them all
ROWS = ("typed", "normal", "pieces", "ids")


def character_path(path: Any, texts: Mapping[str, str], colours: Palette) -> go.Figure:
    """Each character in its column, and under it the piece and the id that it became part of.

    `path` has `typed`, `normal` and `pieces` (each with `text`, `id`, `start`, `end`, `special`).
    """
    figure = blank(texts["title"], height=270)
    shown = path.typed[:MOST_CHARACTERS]
    labels = [
        _label(column, row, character.replace(" ", "␣"), colours.text)
        for row, text in enumerate((shown, path.normal[: len(shown)]))
        for column, character in enumerate(text)
    ]
    boxes, first = [], 0.0
    for number, (piece, (start, end)) in enumerate(_columns(path.pieces)):
        if piece.end > len(shown):
            continue
        colour = colours.token if number % 2 else colours.position
        first = min(first, start)
        for row, text in ((2, piece.text), (3, str(piece.id))):
            boxes.append(_box(start, end, row, colour))
            look = (11, -90) if len(text) > end - start else (12, 0)
            labels.append(_label((start + end - 1) / 2, row, text, colour, *look))
    # All at once: Plotly goes through those that are there with every one that is added.
    figure.update_layout(annotations=labels, shapes=boxes)
    figure.update_xaxes(range=[first - 0.8, max(20, len(shown)) - 0.2], visible=False)
    figure.update_yaxes(
        range=[3.6, -0.6], tickvals=list(range(4)), ticktext=[texts[row] for row in ROWS], showgrid=False
    )
    figure.update_layout(margin={"l": 90, "r": 10, "t": 50, "b": 10})
    return figure


def _columns(pieces: Sequence[Any]) -> list[tuple[Any, tuple[float, float]]]:
    """The pieces that are drawn, and each one's columns; pieces of the same characters share these evenly.

    The blank that a tokenizer put before the sentence stands before its first column.
    """
    drawn: list[tuple[Any, tuple[float, float]]] = []
    groups: list[list[Any]] = []
    for piece in pieces:
        if piece.start == piece.end == 0 and not piece.special:
            drawn.append((piece, (-1, 0)))
        elif piece.end > piece.start and groups and piece.start < max(other.end for other in groups[-1]):
            groups[-1].append(piece)
        elif piece.end > piece.start:
            groups.append([piece])
    for group in groups:
        start, end = min(piece.start for piece in group), max(piece.end for piece in group)
        edges = [start + (end - start) * number / len(group) for number in range(len(group) + 1)]
        drawn += zip(group, pairwise(edges), strict=True)
    return drawn


def _box(start: float, end: float, row: int, colour: str) -> Plain:
    x = {"x0": start - 0.45, "x1": end - 0.55}
    return {"type": "rect", **x, "y0": row - 0.4, "y1": row + 0.4, "line": {"color": colour, "width": 1}}


def _label(x: float, y: int, text: str, colour: str, size: int = 13, angle: int = 0) -> Plain:
    font = {"color": colour, "size": size}
    return {
        "x": x,
        "y": y,
        "text": text.replace("<", "&lt;"),
        "showarrow": False,
        "font": font,
        "textangle": angle,
    }


def batch_cells(
    masks: Sequence[np.ndarray], width: int, texts: Mapping[str, str], colours: Palette
) -> go.Figure:
    """The cells of some batches under each other: a token, padding, or not there at all."""
    rows = sum(len(mask) for mask in masks)
    cells = np.zeros((rows, width), dtype=np.uint8)
    index = 0
    for mask in masks:
        cells[index : index + len(mask), : mask.shape[1]] = mask + 1
        index += len(mask)
    scale = [
        (0.0, colours.background),
        (0.33, colours.background),
        (0.34, colours.negative),
        (0.66, colours.negative),
        (0.67, colours.accent),
        (1.0, colours.accent),
    ]
    figure = blank(texts["title"], height=300)
    figure.add_heatmap(z=cells, zmin=0, zmax=2, colorscale=scale, showscale=False, hoverinfo="skip")
    figure.update_xaxes(title_text=texts["x"])
    figure.update_yaxes(title_text=texts["y"], autorange="reversed")
    figure.update_layout(margin={"l": 50, "r": 10, "t": 60, "b": 45})
    return figure
