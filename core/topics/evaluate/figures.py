"""Results of an evaluation as pictures: intervals, the table of agreements, what thresholds cost."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from core.app.figures.chart import add_lines, blank, whiskers
from core.app.figures.palette import Palette, sequential
from core.base.intervals import mapped
from core.base.numbers import Estimate
from core.evaluation.compare import Comparison
from core.evaluation.thresholds import Thresholds

ROW = 26  # pixels of a slice
LONGEST_NAME = 34  # characters


def accuracies(
    found: Comparison, first: str, second: str, texts: Mapping[str, str], colours: Palette
) -> go.Figure:
    """Both accuracies with their intervals; above them the difference has its own in the title's words."""
    figure = blank(texts["title"], height=260)
    names = [_short(first), _short(second) if second != first else f"{_short(second)} "]
    estimates = [found.first, found.second]
    figure.add_scatter(
        x=[one.value for one in estimates],
        y=names,
        mode="markers",
        marker={"size": 12, "color": colours.accent},
        error_x=_bars(estimates, colours),
        customdata=[[one.low, one.high] for one in estimates],
        hovertemplate=texts["hover"],
    )
    figure.update_xaxes(title_text=texts["x"], tickformat=".0%")
    figure.update_yaxes(range=[1.6, -0.6], automargin=True)
    return figure


def agreements(
    found: Comparison, first: str, second: str, texts: Mapping[str, str], colours: Palette
) -> go.Figure:
    """The table of agreements: rows of the file by who is right."""
    figure = blank(texts["title"], height=260)
    counts = np.array([[found.both_right, found.only_second], [found.only_first, found.both_wrong]])
    sides = [texts["right"], texts["wrong"]]
    figure.add_heatmap(
        z=counts.astype(np.float32) / max(1, counts.max()),
        x=sides,
        y=sides,
        text=[[f"{cell:,}" for cell in row] for row in counts],
        texttemplate="%{text}",
        textfont={"size": 16},
        colorscale=sequential(colours),
        showscale=False,
        xgap=3,
        ygap=3,
        hovertemplate=texts["hover"],
    )
    figure.update_xaxes(title_text=_short(first), showgrid=False)
    figure.update_yaxes(title_text=_short(second), showgrid=False, autorange="reversed", automargin=True)
    return figure


def slice_accuracies(
    told: Sequence[Mapping[str, Any]], overall: float, texts: Mapping[str, str], colours: Palette
) -> go.Figure:
    """Accuracy on each slice with its interval; those that both halves speak against stand out, on top."""
    figure = blank(texts["title"], height=150 + ROW * len(told))
    for found, colour, symbol in ((True, colours.negative, "diamond"), (False, colours.accent, "circle")):
        some = [one for one in told if one["found"] is found]
        if not some:
            continue
        figure.add_scatter(
            x=[one["accuracy"].value for one in some],
            y=[_short(one["name"]) for one in some],
            name=texts["found" if found else "part"],
            mode="markers",
            marker={"size": 10, "color": colour, "symbol": symbol},
            error_x=_bars([one["accuracy"] for one in some], colours, colour),
            customdata=[[one["rows"], one["accuracy"].low, one["accuracy"].high] for one in some],
            hovertemplate=texts["hover"],
        )
    add_lines(figure, x=[overall], color=colours.muted, width=1, dash="dot")
    figure.update_xaxes(title_text=texts["x"], tickformat=".0%")
    figure.update_yaxes(autorange="reversed", automargin=True, type="category")
    figure.update_layout(showlegend=any(one["found"] for one in told))
    return figure


def cost_curve(found: Thresholds, texts: Mapping[str, str], colours: Palette) -> go.Figure:
    """What a row costs at each threshold; the cheapest is marked."""
    figure = blank(texts["title"], height=360)
    data = np.stack([100 * found.reviewed, 100 * np.nan_to_num(found.accuracy, nan=1.0)], axis=1)
    figure.add_scatter(
        x=found.threshold,
        y=found.cost,
        mode="lines",
        line={"color": colours.accent, "width": 2},
        customdata=data,
        hovertemplate=texts["hover"],
    )
    best = slice(found.best, found.best + 1)
    figure.add_scatter(
        x=found.threshold[best],
        y=found.cost[best],
        mode="markers",
        marker={"color": colours.accent, "size": 13},
        customdata=data[best],
        hovertemplate=texts["hover"],
    )
    figure.update_xaxes(title_text=texts["x"])
    figure.update_yaxes(title_text=texts["y"], rangemode="tozero", automargin=True)
    return figure


def expected_and_true(
    rows: Sequence[Mapping[str, Any]], texts: Mapping[str, str], colours: Palette
) -> go.Figure:
    """Expected accuracy with its interval beside the true one, a row for each file and model."""
    figure = blank(texts["title"], height=150 + 40 * len(rows))
    names = [f"{row['file']} · {row['model']}" for row in rows]
    expected = [Estimate(**row["expected"]) for row in rows]
    figure.add_scatter(
        x=[one.value for one in expected],
        y=names,
        name=texts["expected"],
        mode="markers",
        marker={"size": 10, "color": colours.accent},
        error_x=_bars(expected, colours),
        hovertemplate=texts["hover"],
    )
    figure.add_scatter(
        x=[row["truth"]["value"] for row in rows],
        y=names,
        name=texts["truth"],
        mode="markers",
        marker={"size": 11, "color": colours.positive, "symbol": "diamond"},
        hovertemplate=texts["hover"],
    )
    figure.update_xaxes(title_text=texts["x"], tickformat=".0%")
    figure.update_yaxes(autorange="reversed", automargin=True, type="category")
    figure.update_layout(showlegend=True)
    return figure


def asking(rows: Sequence[Mapping[str, Any]], texts: Mapping[str, str], colours: Palette) -> go.Figure:
    """How much better than at random models become that learn from rows of another choice, by file."""
    figure = blank(texts["title"], height=150 + 40 * len(rows))
    names = [f"{row['file']} · {texts[row['features']]}" for row in rows]
    for strategy, colour, symbol in (
        ("uncertain", colours.accent, "circle"),
        ("both", colours.positive, "diamond"),
    ):
        found = [Estimate(**row["difference"][strategy]) for row in rows]
        points = [mapped(one, lambda share: 100 * share) for one in found]
        figure.add_scatter(
            x=[one.value for one in points],
            y=names,
            name=texts[strategy],
            mode="markers",
            marker={"size": 10, "color": colour, "symbol": symbol},
            error_x=_bars(points, colours, colour),
            hovertemplate=texts["hover"],
        )
    add_lines(figure, x=[0], color=colours.muted, width=1, dash="dot")
    figure.update_xaxes(title_text=texts["x"])
    figure.update_yaxes(autorange="reversed", automargin=True, type="category")
    figure.update_layout(showlegend=True)
    return figure


def _bars(estimates: Sequence[Estimate], colours: Palette, colour: str = "") -> dict[str, Any]:
    ends = [(one.low, one.high) for one in estimates]
    return whiskers([one.value for one in estimates], ends, color=colour or colours.accent)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
