"""Results in, chart specifications out: no mathematics and no Streamlit here."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from core.app.figures.chart import blank, log_axis
from core.app.figures.palette import Palette, sequential

Texts = Mapping[str, str]
Words = Callable[..., str]
HIGHEST = 510  # pixels of a picture that is to lie in the first screen with its controls


def alignment_map(
    weights: Any,
    words: Sequence[str],
    pieces: Sequence[str],
    links: Sequence[tuple[int, int, bool]],
    texts: Texts,
    colours: Palette,
) -> go.Figure:
    """One head's weights, a row a piece, with a circle on every true link: filled for a sure one."""
    figure = blank(texts["title"], height=min(120 + 26 * len(pieces), HIGHEST))
    places = list(range(len(words)))
    figure.add_heatmap(
        z=weights,
        x=places,
        y=list(range(len(pieces))),
        zmin=0,
        zmax=1,
        colorscale=sequential(colours),
        hovertemplate="%{z:.3f}<extra></extra>",
    )
    for is_sure in (True, False):
        own = [(word, place) for place, word, sure in links if sure is is_sure]
        figure.add_scatter(
            x=[word for word, _ in own],
            y=[place for _, place in own],
            name=texts["sure" if is_sure else "possible"],
            mode="markers",
            marker={
                "size": 11,
                "symbol": "circle" if is_sure else "circle-open",
                "color": colours.positive,
                "line": {"color": colours.background, "width": 1} if is_sure else {"width": 2},
            },
            hoverinfo="skip",
        )
    figure.update_xaxes(tickvals=places, ticktext=list(words), tickangle=-90, automargin=True, showgrid=False)
    figure.update_yaxes(
        tickvals=list(range(len(pieces))),
        ticktext=list(pieces),
        tickfont={"size": 11},
        autorange="reversed",
        showgrid=False,
    )
    figure.update_layout(showlegend=True)
    return figure


def rate_map(rates: Mapping[str, float], chosen: str, texts: Texts, colours: Palette) -> go.Figure:
    """The alignment error rate of every look on one sentence; the one that is shown above stands out."""
    figure = blank(texts["title"])
    add_rates(figure, rates, texts.__getitem__, colours, chosen)
    figure.update_xaxes(title_text=texts["x"], type="category")
    figure.update_yaxes(title_text=texts["y"], tickformat=".0%", rangemode="tozero")
    return figure


def add_rates(
    figure: go.Figure, rates: Mapping[str, float], words: Words, colours: Palette, chosen: str
) -> None:
    """A bar for each look; those of the two ways without looking are grey."""
    tones = {"bahdanau": colours.greedy, "diagonal": colours.muted, "chance": colours.muted}
    figure.add_bar(
        x=[words(name) if name in tones else name for name in rates],
        y=list(rates.values()),
        marker={
            "color": [tones.get(name, colours.accent) for name in rates],
            "opacity": [1 if name == chosen or name in tones else 0.55 for name in rates],
        },
        hovertemplate="%{x}: %{y:.1%}<extra></extra>",
    )
    figure.update_xaxes(automargin=True, title_standoff=6)  # on a phone the words stand upright


def smoothed_bars(
    pieces: Sequence[str],
    wanted: Sequence[float],
    given: Sequence[float],
    texts: Texts,
    colours: Palette,
) -> go.Figure:
    """What the smoothed target wants for some pieces, and what the model gives them."""
    figure = blank(texts["title"])
    places = list(range(len(pieces)))
    for name, values, tone in (("wanted", wanted, colours.muted), ("given", given, colours.accent)):
        figure.add_bar(
            x=places, y=list(values), name=texts[name], marker_color=tone, hovertemplate="%{y:.2e}"
        )
    figure.update_xaxes(tickvals=places, ticktext=list(pieces), showgrid=False)
    figure.update_yaxes(title_text=texts["y"], **log_axis([*wanted, *given]))
    figure.update_layout(barmode="group", showlegend=True)
    return figure


def schedule_curve(
    steps: Sequence[int], rates: Sequence[float], warmup: int, texts: Texts, colours: Palette
) -> go.Figure:
    """The learning rate by step, and where the warm-up ends."""
    figure = blank(texts["title"])
    figure.add_scatter(
        x=list(steps),
        y=list(rates),
        mode="lines",
        line={"color": colours.accent},
        hovertemplate="n = %{x}: %{y:.2e}<extra></extra>",
    )
    figure.add_vline(x=warmup, line={"color": colours.muted, "dash": "dot"})
    figure.update_xaxes(title_text=texts["x"])
    figure.update_yaxes(title_text=texts["y"], rangemode="tozero", tickformat=".1e")
    return figure


def beam_tree(nodes: Sequence[Mapping[str, Any]], texts: Texts, colours: Palette) -> go.Figure:
    """Every candidate under its parent: a column a step, the likeliest line straight on."""
    rows = _rows(nodes)
    figure = blank(texts["title"], height=140 + 26 * (1 + max(rows.values())))
    by_number = {node["number"]: node for node in nodes}
    for is_best in (False, True):
        xs: list[float | None] = []
        ys: list[float | None] = []
        for node in nodes:
            if node["parent"] is not None and node["best"] is is_best:
                parent = by_number[node["parent"]]
                xs += [parent["depth"], node["depth"], None]
                ys += [rows[parent["number"]], rows[node["number"]], None]
        figure.add_scatter(
            x=xs,
            y=ys,
            mode="lines",
            hoverinfo="skip",
            line={
                "color": colours.accent if is_best else colours.border,
                "width": 2.5 if is_best else 1,
            },
        )
    tones = {"finished": colours.positive, "pruned": colours.muted}
    figure.add_scatter(
        x=[node["depth"] for node in nodes],
        y=[rows[node["number"]] for node in nodes],
        text=[node["text"] for node in nodes],
        customdata=[math.exp(node["log_prob"]) for node in nodes],
        mode="markers+text",
        textposition=["top left" if node["parent"] is None else "top center" for node in nodes],
        cliponaxis=False,  # the root's word lies left of its column, for it is longer than that is wide
        marker={
            "size": 7,
            "color": [
                colours.accent if node["best"] else tones.get(node["fate"], colours.text) for node in nodes
            ],
        },
        hovertemplate="%{text}: %{customdata:.1%}<extra></extra>",
    )
    figure.update_xaxes(title_text=texts["x"], showgrid=False)
    figure.update_yaxes(visible=False, range=[max(rows.values()) + 0.5, -1])  # the first row's words fit
    return figure


def _rows(nodes: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """A row for each node: a first child in its parent's row, others in the next free one of their column."""
    children: dict[int | None, list[Mapping[str, Any]]] = {}
    for node in nodes:
        children.setdefault(node["parent"], []).append(node)
    rows: dict[int, int] = {}
    free: dict[int, int] = {}
    waiting = [(node, 0) for node in children[None]]
    while waiting:
        node, wanted = waiting.pop()
        row = max(wanted, free.get(node["depth"], 0))
        rows[node["number"]] = row
        free[node["depth"]] = row + 1
        own = sorted(children.get(node["number"], []), key=lambda one: (not one["best"], -one["log_prob"]))
        waiting += [(child, row) for child in reversed(own)]
    return rows
