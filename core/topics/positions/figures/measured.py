"""What was measured of positions: past the training length, without order, and what each scheme costs."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from core.app.figures.chart import add_lines, apply_look, blank, log_axis, whiskers
from core.app.figures.palette import Palette

Words = Callable[..., str]


def looks(colours: Palette) -> dict[str, tuple[str, str, str]]:
    """Each scheme's colour, line and mark, the same in every chart of positions."""
    return {
        "none": (colours.muted, "dot", "circle"),
        "sinusoidal": (colours.position, "solid", "square"),
        "learned": (colours.segment, "dash", "x"),
        "shaw": (colours.key, "dash", "triangle-up"),
        "t5": (colours.value, "solid", "triangle-down"),
        "alibi": (colours.positive, "solid", "diamond"),
        "rope": (colours.query, "solid", "star"),
    }


def perplexity_by_length(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Perplexity against the length read, a line for each scheme; a scheme that cannot read on ends."""
    figure = blank(words("title"), height=460)
    for scheme, (colour, dash, symbol) in looks(colours).items():
        points = [point for point in numbers["schemes"][scheme] if point["perplexity"] is not None]
        values, intervals = ([point[key] for point in points] for key in ("perplexity", "interval"))
        figure.add_scatter(
            x=[point["length"] for point in points],
            y=values,
            name=words(scheme),
            mode="lines+markers",
            line={"color": colour, "dash": dash, "width": 2},
            marker={"size": 10, "symbol": symbol},
            error_y=whiskers(values, intervals, color=colour, thickness=1, width=4),
            customdata=intervals,
            hovertemplate=words("hover"),
        )
    lengths = [point["length"] for point in numbers["schemes"]["none"]]
    figure.update_xaxes(title_text=words("x"), type="log", tickvals=lengths, ticktext=list(map(str, lengths)))
    known = [point["perplexity"] for points in numbers["schemes"].values() for point in points]
    figure.update_yaxes(title_text=words("y"), **log_axis(value for value in known if value is not None))
    add_lines(figure, x=[numbers["window"]], color=colours.muted, width=1, dash="dot")
    figure.update_layout(showlegend=True)
    return figure


def order_by_length(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Accuracy by length of sentence, in order (filled) and with the words shuffled (open)."""
    figure = blank(words("title"), height=460)
    tones = (colours.accent, colours.muted, colours.value)
    for (name, groups), tone in zip(numbers["models"].items(), tones, strict=False):
        for state, shape in (("ordered", "circle"), ("shuffled", "circle-open")):
            # A gap after the first: all sentences are no class of length.
            rows = [groups[0], None, *groups[1:]]
            figure.add_scatter(
                x=[words(row["group"]) if row else "" for row in rows],
                y=[row[state]["accuracy"] if row else None for row in rows],
                name=words(state, model=words(name)),
                mode="lines+markers",
                line={"color": tone, "width": 2, "dash": "solid" if state == "ordered" else "dot"},
                marker={"size": 11, "symbol": shape, "line": {"width": 2, "color": tone}},
                customdata=[
                    [*row[state]["interval"], row["sentences"], row["kept"]] if row else [None] * 4
                    for row in rows
                ],
                hovertemplate=words("hover"),
            )
    figure.update_xaxes(type="category", title_text=words("x"))
    figure.update_yaxes(title_text=words("y"), tickformat=".0%")
    figure.update_layout(showlegend=True)
    return figure


def cost_curves(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Time and memory of each scheme over those without positions, as the text grows."""
    titles = [words("time"), words("memory")]
    figure = make_subplots(cols=2, subplot_titles=titles, horizontal_spacing=0.1)
    lengths, parts = numbers["lengths"], {"seconds": "hover", "peaks": "hover_memory"}
    for column, (part, hover) in enumerate(parts.items(), start=1):
        for scheme, (colour, dash, symbol) in looks(colours).items():
            own, plain = numbers[part][scheme], numbers[part]["none"]
            figure.add_scatter(
                x=lengths,
                y=[value / base for value, base in zip(own, plain, strict=True)],
                name=words(scheme),
                legendgroup=scheme,
                showlegend=column == 1,
                mode="lines+markers",
                line={"color": colour, "dash": dash, "width": 2},
                marker={"size": 8, "symbol": symbol},
                customdata=_absolute(part, own),
                hovertemplate=words(hover),
                row=1,
                col=column,
            )
    apply_look(figure, words("title"), height=440, showlegend=True)
    axis = {"gridcolor": colours.border, "zeroline": False}
    figure.update_xaxes(
        title_text=words("x"), type="log", tickvals=lengths, ticktext=list(map(str, lengths)), **axis
    )
    figure.update_yaxes(tickformat=".2f", **axis)
    return figure


def _absolute(part: str, numbers: Sequence[float]) -> list[float]:
    """Milliseconds, or megabytes."""
    return [number * 1000 if part == "seconds" else number / 1e6 for number in numbers]
