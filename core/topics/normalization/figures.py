"""The figures of Normalization: jitter between batches, running statistics, padding, vectors' lengths."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from core.app.figures.chart import add_lines, apply_look, blank, scored_whiskers
from core.app.figures.palette import Palette

Texts = Mapping[str, str]
Words = Any  # words("title") of an experiment
SYMBOLS = {"layer": "circle", "batch": "square", "rms": "diamond", "none": "x"}
SIDE_BY_SIDE = 0.09  # of the distance between two batch sizes


def tone(norm: str, colours: Palette) -> str:
    """The colour of a norm on every figure of the page."""
    own = {"layer": colours.accent, "batch": colours.batch, "rms": colours.rms}
    return own.get(norm, colours.muted)


def _norm_lines(
    figure: go.Figure,
    x: Sequence[int],
    lines: Mapping[str, Sequence[float] | np.ndarray],
    texts: Texts,
    colours: Palette,
    **sizes: float,
) -> None:
    """A line with points for each norm; `sizes` are the line's `width` and the points' `size` in pixels."""
    for kind, values in lines.items():
        figure.add_scatter(
            x=list(x),
            y=values,
            name=texts[kind],
            mode="lines+markers",
            line={"color": tone(kind, colours), "width": sizes["width"]},
            marker={"size": sizes["size"], "symbol": SYMBOLS[kind]},
            hovertemplate=texts["hover"],
        )


def jitter_strip(batch: np.ndarray, layer: np.ndarray, texts: Texts, colours: Palette) -> go.Figure:
    """The same number of the same sentence after BatchNorm and after LayerNorm, batch after batch."""
    figure = blank(texts["title"], height=320)
    numbers = list(range(1, len(batch) + 1))
    _norm_lines(
        figure,
        numbers,
        {"batch": batch.astype(np.float32), "layer": layer.astype(np.float32)},
        texts,
        colours,
        width=1,
        size=7,
    )
    figure.update_xaxes(title_text=texts["x"], showgrid=False)
    figure.update_yaxes(title_text=texts["y"])
    figure.update_layout(showlegend=True)
    return figure


def spread_curve(
    sizes: Sequence[int], spreads: Mapping[str, Sequence[float]], chosen: int, texts: Texts, colours: Palette
) -> go.Figure:
    """How far that number scatters over batches of each size; a line marks the size on the slider."""
    figure = blank(texts["title"], height=320)
    _norm_lines(figure, sizes, spreads, texts, colours, width=2, size=8)
    add_lines(figure, x=[chosen], color=colours.muted, width=1, dash="dot")
    figure.update_xaxes(title_text=texts["x"], type="log", tickvals=[1, *sizes])
    figure.update_yaxes(title_text=texts["y"], rangemode="tozero")
    figure.update_layout(showlegend=True)
    return figure


def running_curve(
    own: Mapping[str, np.ndarray], running: Mapping[str, np.ndarray], texts: Texts, colours: Palette
) -> go.Figure:
    """Each batch's mean and variance as points, the running ones as a line."""
    names = [texts["mean"], texts["variance"]]
    figure = make_subplots(cols=2, horizontal_spacing=0.1, subplot_titles=names)
    for column, part in enumerate(("mean", "variance"), start=1):
        numbers = list(range(1, len(own[part]) + 1))
        looks: dict[str, dict[str, Any]] = {
            "own": {"mode": "markers", "marker": {"color": colours.muted, "size": 6}},
            "running": {"mode": "lines", "line": {"color": colours.batch, "width": 3}},
        }
        for series, values in (("own", own[part]), ("running", running[part])):
            figure.add_scatter(
                x=numbers,
                y=values.astype(np.float32),
                name=texts[series],
                showlegend=column == 1,
                hovertemplate=texts["hover"],
                row=1,
                col=column,
                **looks[series],
            )
    apply_look(figure, texts["title"], height=360)
    figure.update_xaxes(title_text=texts["x"], showgrid=False)
    figure.update_layout(showlegend=True)
    return figure


def padding_curve(
    widths: Sequence[int], moved: Mapping[str, Sequence[float]], texts: Texts, colours: Palette
) -> go.Figure:
    """How far padding moves the real tokens' numbers, by the width that the batch is padded to."""
    figure = blank(texts["title"], height=340)
    _norm_lines(figure, widths, moved, texts, colours, width=2, size=7)
    figure.update_xaxes(title_text=texts["x"])
    figure.update_yaxes(title_text=texts["y"], rangemode="tozero")
    figure.update_layout(showlegend=True)
    return figure


def stream_lengths(
    names: Sequence[str], before: np.ndarray, after: np.ndarray, texts: Texts, colours: Palette
) -> go.Figure:
    """Mean length of the tokens' vectors before and after every LayerNorm in order."""
    figure = blank(texts["title"], height=360)
    for series, values, colour, symbol in (
        ("before", before, colours.muted, "circle-open"),
        ("after", after, colours.accent, "circle"),
    ):
        figure.add_scatter(
            x=list(names),
            y=values.astype(np.float32),
            name=texts[series],
            mode="lines+markers",
            line={"color": colour, "width": 2},
            marker={"size": 9, "symbol": symbol},
            hovertemplate=texts["hover"],
        )
    figure.update_xaxes(type="category", showgrid=False, automargin=True, tickangle=-40)
    figure.update_yaxes(title_text=texts["y"], rangemode="tozero")
    figure.update_layout(showlegend=True)
    return figure


def training_accuracies(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Dev accuracy of each norm at each batch size, side by side, with 95 % intervals."""
    figure = blank(words("title"), height=400)
    sizes = sorted({run["batch"] for run in numbers["runs"]})
    norms = list(dict.fromkeys(run["norm"] for run in numbers["runs"]))
    for number, norm in enumerate(norms):
        runs = [run for run in numbers["runs"] if run["norm"] == norm]
        aside = (number - (len(norms) - 1) / 2) * SIDE_BY_SIDE
        figure.add_scatter(
            x=[sizes.index(run["batch"]) + aside for run in runs],
            y=[run["accuracy"] for run in runs],
            name=words(norm),
            mode="markers",
            marker={"size": 11, "symbol": SYMBOLS[norm], "color": tone(norm, colours)},
            error_y=scored_whiskers(runs, color=tone(norm, colours), thickness=1.5, width=4),
            customdata=[[run["batch"], *run["interval"], run["curve"][-1]["loss"]] for run in runs],
            hovertemplate=words("hover"),
        )
    ticks = [words("tick", size=size) for size in sizes]
    figure.update_xaxes(tickvals=list(range(len(sizes))), ticktext=ticks, showgrid=False)
    figure.update_yaxes(title_text=words("y"), tickformat=".0%")
    figure.update_layout(showlegend=True)
    return figure


def depth_gradients(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Length of the first layer's gradient against depth, one line for each norm and its position."""
    figure = blank(words("title"), height=430)
    for name, points in numbers["settings"].items():
        norm, _, order = name.partition("_")
        dash = "dot" if norm == "none" else "dash" if order == "post" else "solid"
        figure.add_scatter(
            x=[point["depth"] for point in points],
            y=[point["first"] for point in points],
            name=words(name),
            mode="lines+markers",
            line={"color": tone(norm, colours), "width": 2, "dash": dash},
            marker={"size": 8, "symbol": SYMBOLS[norm]},
            customdata=[[point["last"]] for point in points],
            hovertemplate=words("hover"),
        )
    depths = numbers["depths"]
    figure.update_xaxes(title_text=words("x"), type="log", tickvals=depths, ticktext=[str(d) for d in depths])
    figure.update_yaxes(title_text=words("y"), type="log", dtick=1, exponentformat="power")
    figure.update_layout(showlegend=True)
    return figure


def drift_curves(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """How far the watched layer's inputs moved between two looks, along the training."""
    figure = blank(words("title"), height=400)
    for norm, run in numbers["runs"].items():
        figure.add_scatter(
            x=[point["step"] for point in run["points"]],
            y=[point["drift"] for point in run["points"]],
            name=words(norm),
            mode="lines+markers",
            line={"color": tone(norm, colours), "width": 2},
            marker={"size": 6, "symbol": SYMBOLS[norm]},
            customdata=[[point["loss"]] for point in run["points"]],
            hovertemplate=words("hover"),
        )
    figure.update_xaxes(title_text=words("x"))
    figure.update_yaxes(title_text=words("y"), rangemode="tozero")
    figure.update_layout(showlegend=True)
    return figure
