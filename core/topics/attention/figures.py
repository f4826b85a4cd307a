"""The figures of Attention: one query against its keys, and what the experiments measured."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from core.app.figures.chart import add_layers_by_tokens, apply_look, blank, scored_whiskers
from core.app.figures.palette import Palette

Texts = Mapping[str, str]
Words = Callable[..., str]
MOST_NAMED = 40  # tokens that fit along an axis


def pair_bars(query: np.ndarray, key: np.ndarray, texts: Texts, colours: Palette) -> go.Figure:
    """The K numbers of a query, of a key, and of their product, one row of bars under another."""
    rows = {"query": query, "key": key, "product": query * key}
    figure = make_subplots(
        rows=3,
        cols=1,
        shared_xaxes=True,
        vertical_spacing=0.07,
        subplot_titles=[texts[name] for name in rows],
    )
    signed = [colours.positive if number >= 0 else colours.negative for number in rows["product"]]
    tones = {"query": colours.query, "key": colours.key, "product": signed}
    for row, (name, numbers) in enumerate(rows.items(), start=1):
        figure.add_bar(
            y=numbers.astype(np.float32),
            marker={"color": tones[name]},
            hovertemplate=texts["hover"],
            row=row,
            col=1,
        )
    apply_look(figure, texts["title"], height=470, bargap=0.25)
    figure.update_annotations(x=0, xanchor="left")
    axis = {"gridcolor": colours.border, "zerolinecolor": colours.muted, "linecolor": colours.border}
    figure.update_xaxes(showgrid=False, zeroline=False)
    figure.update_yaxes(zeroline=True, nticks=4, **axis)
    figure.update_xaxes(title_text=texts["x"], row=3, col=1)
    return figure


def products_by_key(
    products: np.ndarray,
    weights: np.ndarray,
    tokens: Sequence[str],
    chosen: int,
    texts: Texts,
    colours: Palette,
) -> go.Figure:
    """q × k for every key of one query (a row each), and beside it what softmax makes of the sums."""
    figure = make_subplots(
        cols=2,
        column_widths=[0.74, 0.26],
        horizontal_spacing=0.03,
        shared_yaxes=True,
        subplot_titles=[texts["left"], texts["right"]],
    )
    end = float(np.abs(products).max()) or 1.0
    names = [f"{token} · {index}" for index, token in enumerate(tokens)]  # a token may come twice
    figure.add_heatmap(
        z=products.astype(np.float32),
        y=names,
        colorscale=[(0.0, colours.negative), (0.5, colours.neutral), (1.0, colours.positive)],
        zmin=-end,
        zmax=end,
        showscale=False,
        hovertemplate=texts["hover"],
        row=1,
        col=1,
    )
    figure.add_bar(
        x=weights.astype(np.float32),
        y=names,
        orientation="h",
        marker={
            "color": [colours.accent if index == chosen else colours.muted for index in range(len(names))]
        },
        hovertemplate=texts["hover_weight"],
        row=1,
        col=2,
    )
    height = 120 + max(150, min(760, 21 * len(names)))
    apply_look(figure, texts["title"], height=height, bargap=0.3)
    figure.update_xaxes(showgrid=False)
    figure.update_xaxes(title_text=texts["x"], row=1, col=1)
    figure.update_xaxes(tickformat=".0%", rangemode="tozero", row=1, col=2)
    tight = {
        "tickfont": {"size": 11 if len(names) <= MOST_NAMED else 9},
        "automargin": True,
        "type": "category",
    }
    figure.update_yaxes(autorange="reversed", showgrid=False, **tight)
    return figure


def scaling_curves(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Entropy of softmax and norm of its derivative against K, with and without the root."""
    figure = make_subplots(
        cols=2, horizontal_spacing=0.12, subplot_titles=[words("entropy"), words("gradient")]
    )
    looks = {"plain": (colours.negative, "square"), "scaled": (colours.accent, "circle")}
    for column, measure in enumerate(("entropy", "gradient"), start=1):
        for name, (colour, symbol) in looks.items():
            points = numbers["points"][name]
            figure.add_scatter(
                x=[point["width"] for point in points],
                y=[point[measure] for point in points],
                name=words(name),
                legendgroup=name,
                showlegend=column == 1,
                mode="lines+markers",
                line={"color": colour, "width": 2},
                marker={"size": 8, "symbol": symbol},
                customdata=[point["spread"] for point in points],
                hovertemplate=words("hover"),
                row=1,
                col=column,
            )
    figure.add_hline(
        y=numbers["most_entropy"], line={"color": colours.muted, "width": 1, "dash": "dot"}, row=1, col=1
    )
    apply_look(figure, words("title"), height=420)
    axis = {"gridcolor": colours.border, "zeroline": False, "linecolor": colours.border}
    figure.update_xaxes(type="log", dtick=0.60206, title_text=words("x"), **axis)  # powers of four
    figure.update_yaxes(rangemode="tozero", **axis)
    _legend(figure)
    return figure


def local_growth(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Time and memory against length on logarithmic axes: the slope is the exponent."""
    figure = make_subplots(cols=2, horizontal_spacing=0.12, subplot_titles=[words("seconds"), words("bytes")])
    looks = {
        "global": (colours.negative, "square", "solid"),
        "mask": (colours.value, "diamond", "dash"),
        "band": (colours.accent, "circle", "solid"),
        "fused": (colours.muted, "x", "dot"),
    }
    units = {"seconds": 1e3, "bytes": 1e-6}  # milliseconds, megabytes
    for column, (measure, unit) in enumerate(units.items(), start=1):
        for name, (colour, symbol, dash) in looks.items():
            kind = numbers["kinds"][name]
            grows = kind["exponents"]
            figure.add_scatter(
                x=[point["tokens"] for point in kind["points"]],
                y=[point[measure] * unit for point in kind["points"]],
                name=words(name, time=f"{grows['seconds']:.2f}", memory=f"{grows['bytes']:.2f}"),
                legendgroup=name,
                showlegend=column == 1,
                mode="lines+markers",
                line={"color": colour, "width": 2, "dash": dash},
                marker={"size": 8, "symbol": symbol},
                hovertemplate=words("hover"),
                row=1,
                col=column,
            )
    apply_look(figure, words("title"), height=450)
    axis = {"gridcolor": colours.border, "zeroline": False, "linecolor": colours.border}
    lengths = [point["tokens"] for point in numbers["kinds"]["band"]["points"]]
    ticks = {"tickvals": lengths, "ticktext": [f"{T:,}" for T in lengths]}
    figure.update_xaxes(type="log", title_text=words("x"), **axis, **ticks)
    figure.update_yaxes(type="log", dtick=1, **axis)
    _legend(figure)
    return figure


def heads_worth(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """What each head costs when switched off (layers × heads), and accuracy against heads kept."""
    off, whole = np.array(numbers["off"]), numbers["whole"]["accuracy"]
    change = 100 * (off - whole)
    end = float(np.abs(change).max()) or 1.0
    figure = make_subplots(
        cols=2,
        column_widths=[0.52, 0.48],
        horizontal_spacing=0.14,
        subplot_titles=[words("off"), words("kept")],
    )
    figure.add_heatmap(
        z=change.astype(np.float32),
        x=[str(head + 1) for head in range(off.shape[1])],
        y=[str(layer + 1) for layer in range(off.shape[0])],
        colorscale=[(0.0, colours.negative), (0.5, colours.neutral), (1.0, colours.positive)],
        zmin=-end,
        zmax=end,
        xgap=1,
        ygap=1,
        showscale=False,
        texttemplate="%{z:+.1f}",
        textfont={"size": 11, "color": colours.text},
        hovertemplate=words("hover_off"),
        row=1,
        col=1,
    )
    points = numbers["kept"]
    figure.add_scatter(
        x=[point["heads"] for point in points],
        y=[point["accuracy"] for point in points],
        mode="lines+markers",
        line={"color": colours.accent, "width": 2},
        marker={"size": 7},
        error_y=scored_whiskers(points, color=colours.accent, thickness=1, width=3),
        customdata=[point["interval"] for point in points],
        hovertemplate=words("hover_kept"),
        row=1,
        col=2,
    )
    dotted = {"color": colours.muted, "width": 1, "dash": "dot"}
    figure.add_hline(y=0.99 * whole, line=dotted, row=1, col=2)
    apply_look(figure, words("title"), height=420)
    axis = {"gridcolor": colours.border, "zeroline": False, "linecolor": colours.border}
    figure.update_xaxes(title_text=words("head"), type="category", showgrid=False, row=1, col=1)
    layers = {"type": "category", "showgrid": False, "autorange": "reversed"}
    figure.update_yaxes(title_text=words("layer"), row=1, col=1, **layers)
    figure.update_xaxes(title_text=words("x"), autorange="reversed", row=1, col=2, **axis)
    figure.update_yaxes(title_text=words("y"), tickformat=".0%", row=1, col=2, **axis)
    return figure


def weights_by_layer(
    values: np.ndarray, layers: Sequence[str], tokens: Sequence[str], texts: Texts, colours: Palette
) -> go.Figure:
    """One token's weight on every token, a row for each layer, the first on top.

    The scale ends with the largest weight on another token than the first: a rollout stays almost whole with
    [CLS] itself, and all else would be white.
    """
    figure = blank(texts["title"], height=300)
    look = {"hovertemplate": texts["hover"], "zmax": float(values[:, 1:].max(initial=0)) or 1.0}
    add_layers_by_tokens(figure, values, layers, tokens, colours, showscale=False, **look)
    few = (
        {"tickvals": list(range(len(tokens))), "ticktext": list(tokens)} if len(tokens) <= MOST_NAMED else {}
    )
    figure.update_layout(margin={"l": 40, "r": 6, "t": 50, "b": 40})
    figure.update_xaxes(showgrid=False, automargin=True, tickangle=-90, tickfont={"size": 11}, **few)
    figure.update_yaxes(type="category", showgrid=False, automargin=True, tickfont={"size": 11})
    figure.update_yaxes(title_text=texts["layer"])
    return figure


def _legend(figure: go.Figure) -> None:
    figure.update_layout(showlegend=True)
