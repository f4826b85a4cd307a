"""A number for each pair of tokens, as maps of query rows and key columns."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from core.app.figures.chart import blank
from core.app.figures.palette import Palette, diverging, sequential
from core.topics.positions.figures.positions import PERCENTILE_ON_SCALE

Texts = Mapping[str, str]
MOST_NAMED = 14  # tokens beside a small map


def pairs(
    values: np.ndarray,
    tokens: Sequence[str],
    texts: Texts,
    colours: Palette,
    *,
    scale: str = "signed",
    end: float | None = None,
    height: int = 420,
    written: str | None = None,
) -> go.Figure:
    """A number for each pair of tokens (T T): query rows, key columns.

    `scale`: "signed" around 0 or, where no number is above it, up to 0; "shares" from 0 up; "index" for
    whole numbers in the middle of whose range the same position stands. `written` is the format of numbers
    inside the cells.
    """
    figure = blank(texts["title"], height=height)
    low, high, colourscale = _scale(values, scale, end, colours)
    figure.add_heatmap(
        z=values.astype(np.float32),
        customdata=_names_of_pairs(tokens),
        colorscale=colourscale,
        zmin=low,
        zmax=high,
        xgap=1,
        ygap=1,
        colorbar={"thickness": 10, "outlinewidth": 0},
        texttemplate=f"%{{z:{written}}}" if written and len(tokens) <= 16 else None,
        textfont={"size": 11},
        hovertemplate=texts["hover"],
    )
    names = {"tickvals": list(range(len(tokens))), "ticktext": list(tokens)} if len(tokens) <= 32 else {}
    figure.update_xaxes(showgrid=False, tickangle=-50, automargin=True, constrain="domain", **names)
    figure.update_yaxes(
        showgrid=False, autorange="reversed", automargin=True, scaleanchor="x", constrain="domain", **names
    )
    return figure


def small_pairs(
    values: np.ndarray, tokens: Sequence[str], texts: Texts, colours: Palette, **more
) -> go.Figure:
    """The same, small, for many beside each other; of many tokens every second or third is named."""
    figure = pairs(values, tokens, texts, colours, height=300, **more)
    named = list(range(0, len(tokens), -(-len(tokens) // MOST_NAMED)))
    names = {"tickvals": named, "ticktext": [tokens[index] for index in named], "tickfont": {"size": 11}}
    figure.update_xaxes(tickangle=-90, **names)
    figure.update_yaxes(**names)
    figure.update_traces(showscale=False, xgap=0, ygap=0)
    figure.update_layout(margin={"l": 4, "r": 4, "t": 42, "b": 4})
    return figure


def _scale(
    values: np.ndarray, scale: str, end: float | None, colours: Palette
) -> tuple[float, float, list[tuple[float, str]]]:
    """Both ends and the colours between."""
    if scale == "shares":
        return 0.0, end or float(values.max()), sequential(colours)
    if scale == "index":
        return 0.0, end or float(values.max()), diverging(colours)
    finite = values[np.isfinite(values)]
    most = end or float(np.percentile(np.abs(finite), PERCENTILE_ON_SCALE)) or 1.0
    if end is None and finite.max() <= 0:
        return -most, 0.0, [(0.0, colours.negative), (1.0, colours.neutral)]
    return -most, most, diverging(colours)


def _names_of_pairs(tokens: Sequence[str]) -> np.ndarray:
    """Query and key of each cell, for its hover text (T T 2)."""
    names = np.array([f"{token} · {position}" for position, token in enumerate(tokens)], dtype=object)
    return np.stack(np.meshgrid(names, names, indexing="ij"), axis=-1)
