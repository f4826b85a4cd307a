"""The path of integrated gradients, its gap, and one Shapley value: results in, chart specifications out."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from core.app.figures.chart import add_lines, blank, log_axis
from core.app.figures.palette import Palette

LEAST_GAP = 1e-7  # float32 can't tell smaller gaps from 0; a logarithm needs more than 0


def path_curves(
    path: Mapping[str, np.ndarray], nothing: float, step: int, texts: Mapping[str, str], colours: Palette
) -> go.Figure:
    """How the logit difference rises along the path, and the sum of the weighted slopes up to each step.

    `path` holds `alphas`, `values` and `running` (S,); `nothing` is the difference at the baseline and
    `step` the one that is looked at.
    """
    figure = blank(texts["title"], height=320)
    lines = {"risen": (path["values"] - nothing, colours.accent, "solid"),
             "running": (path["running"], colours.key, "dot")}  # fmt: skip
    for name, (values, colour, dash) in lines.items():
        figure.add_scatter(
            x=path["alphas"],
            y=values.astype(np.float32),
            name=texts[name],
            mode="lines",
            line={"color": colour, "width": 2.5, "dash": dash},
            hovertemplate=texts["hover"],
        )
    add_lines(figure, x=[float(path["alphas"][step])], color=colours.text, width=1)
    figure.update_xaxes(title_text=texts["x"], range=[0, 1])
    figure.update_yaxes(title_text=texts["y"])
    figure.update_layout(showlegend=True)
    return figure


def gap_curves(
    gaps: Mapping[str, Sequence[float]], counts: Sequence[int], texts: Mapping[str, str], colours: Palette
) -> go.Figure:
    """The size of the gap that each number of steps leaves, a line for each rule of summing."""
    figure = blank(texts["title"], height=340)
    tones = {"gauss": colours.accent, "midpoint": colours.negative}
    sizes = {name: np.maximum(np.abs(values), LEAST_GAP) for name, values in gaps.items()}
    for name, values in sizes.items():
        figure.add_scatter(
            x=list(counts),
            y=values,
            name=texts[name],
            mode="lines+markers",
            line={"color": tones[name], "width": 2},
            marker={"size": 8, "symbol": "circle" if name == "gauss" else "square"},
            hovertemplate=texts["hover"],
        )
    figure.update_xaxes(title_text=texts["x"], **log_axis(counts))
    figure.update_yaxes(title_text=texts["y"], **log_axis(np.concatenate(list(sizes.values()))))
    figure.update_layout(showlegend=True)
    return figure


def marginal_bars(
    added: np.ndarray,
    sizes: np.ndarray,
    means: np.ndarray,
    value: float,
    texts: Mapping[str, str],
    colours: Palette,
) -> go.Figure:
    """What a word adds to every subset of the others (C,), by the subset's size; the mean of each size.

    The line is the mean of the means (P,): the Shapley value.
    """
    figure = blank(texts["title"], height=360)
    figure.add_bar(
        x=list(range(len(means))),
        y=means.astype(np.float32),
        name=texts["mean"],
        marker={"color": [colours.positive if mean >= 0 else colours.negative for mean in means]},
        opacity=0.55,
        customdata=np.bincount(sizes, minlength=len(means)),
        hovertemplate=texts["hover_mean"],
    )
    figure.add_scatter(
        x=sizes,
        y=added.astype(np.float32),
        name=texts["one"],
        mode="markers",
        marker={"color": colours.muted, "size": 4, "opacity": 0.5},
        hovertemplate=texts["hover_one"],
    )
    add_lines(figure, y=[value], color=colours.accent, width=2, dash="dot")
    figure.update_xaxes(title_text=texts["x"], dtick=1)
    figure.update_yaxes(title_text=texts["y"])
    figure.update_layout(showlegend=True)
    return figure
