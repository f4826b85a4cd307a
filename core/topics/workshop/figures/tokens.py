"""From characters to ids as one picture, and the cells of a batch that hold nothing but padding."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from core.app.figures.chart import blank
from core.app.figures.palette import Palette
from core.app.figures.plain import Plain

MOST_CHARACTERS = 46  # drawn; the table has them all
ROWS = ("typed", "lower", "pieces", "ids")


def character_path(path: Any, texts: Mapping[str, str], colours: Palette) -> go.Figure:
    """Each character in its column, and under it the piece and the id that it became part of.

    `path` has `typed`, `lower` and `pieces` (each with `text`, `id`, `start`, `end`).
    """
    figure = blank(texts["title"], height=270)
    shown = path.typed[:MOST_CHARACTERS]
    lower = path.lower if len(path.lower) == len(path.typed) else path.typed.lower()
    labels = [
        _label(column, row, character.replace(" ", "␣"), colours.text)
        for row, text in enumerate((shown, lower[: len(shown)]))
        for column, character in enumerate(text)
    ]
    boxes = []
    for number, piece in enumerate(path.pieces):
        if piece.end <= piece.start or piece.end > len(shown):
            continue
        colour = colours.token if number % 2 else colours.position
        middle = (piece.start + piece.end - 1) / 2
        for row, text in ((2, piece.text), (3, str(piece.id))):
            boxes.append(_box(piece, row, colour))
            narrow = len(text) > piece.end - piece.start
            labels.append(_label(middle, row, text, colour, *((11, -90) if narrow else (12, 0))))
    # All at once: Plotly goes through those that are there with every one that is added.
    figure.update_layout(annotations=labels, shapes=boxes)
    figure.update_xaxes(range=[-0.8, max(20, len(shown)) - 0.2], visible=False)
    figure.update_yaxes(
        range=[3.6, -0.6], tickvals=list(range(4)), ticktext=[texts[row] for row in ROWS], showgrid=False
    )
    figure.update_layout(margin={"l": 90, "r": 10, "t": 50, "b": 10})
    return figure


def _box(piece: Any, row: int, colour: str) -> Plain:
    x = {"x0": piece.start - 0.45, "x1": piece.end - 0.55}
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
