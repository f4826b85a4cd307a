"""What the experiments on exits measured: one figure each, from the numbers of its record.

`words` gives a text of the experiment by its name: `words("title")`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from core.app.figures.chart import add_lines, blank, scored_whiskers, whiskers
from core.app.figures.palette import Palette
from core.base.intervals import share
from core.base.numbers import number_text

Words = Callable[..., str]
# The texts of the rows: sentences of a length, or with and without a trait.
ROWS = {
    ("length", "with"): "length_with",
    ("negation", "with"): "negation_with",
    ("negation", "without"): "negation_without",
    ("contrast", "with"): "contrast_with",
    ("contrast", "without"): "contrast_without",
}


def prices_curve(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Verdicts that stay, and accuracy, against the part of the network that is computed; a point a price."""
    figure = blank(words("title"), height=420)
    points, total = numbers["points"], numbers["sentences"]
    stays = [share(total - point["changed"], total) for point in points]
    computed = [point["computed"] for point in points]
    about = [
        [number_text(point["price"], ",.0f"), point["changed"], point["lost"], point["gained"]]
        for point in points
    ]
    figure.add_scatter(
        x=computed,
        y=[one.value for one in stays],
        name=words("agreement"),
        mode="lines+markers",
        line={"color": colours.accent, "width": 2},
        marker={"size": 9},
        error_y=whiskers(
            [one.value for one in stays],
            [[one.low, one.high] for one in stays],
            color=colours.accent,
            thickness=1,
            width=4,
        ),
        customdata=[[*row, one.low, one.high] for row, one in zip(about, stays, strict=True)],
        hovertemplate=words("hover"),
    )
    figure.add_scatter(
        x=computed,
        y=[point["accuracy"] for point in points],
        name=words("accuracy"),
        mode="lines+markers",
        line={"color": colours.muted, "width": 2, "dash": "dash"},
        marker={"size": 8, "symbol": "square"},
        error_y=scored_whiskers(points, color=colours.muted, thickness=1, width=4),
        customdata=[[*row, *point["interval"]] for row, point in zip(about, points, strict=True)],
        hovertemplate=words("hover"),
    )
    add_lines(figure, y=[numbers["whole"]["accuracy"]], color=colours.muted, width=1, dash="dot")
    figure.update_xaxes(title_text=words("x"), tickformat=".0%")
    figure.update_yaxes(title_text=words("y"), tickformat=".0%")
    figure.update_layout(showlegend=True)
    return figure


def layers_by_slice(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """The mean number of layers that sentences go through, by length and trait; the line is that of all."""
    slices = numbers["slices"]
    figure = blank(words("title"), height=150 + 30 * len(slices))
    for one in slices:
        colour = colours.accent if one["side"] == "with" else colours.muted
        figure.add_scatter(
            x=[one["mean"]],
            y=[words(ROWS[one["slice"], one["side"]], words=one["words"])],
            mode="markers",
            marker={"size": 11, "color": colour},
            error_x=whiskers([one["mean"]], [one["interval"]], color=colour, thickness=2, width=4),
            customdata=[[*one["interval"], one["count"], one["to_the_end"] / one["count"]]],
            hovertemplate=words("hover"),
        )
    add_lines(figure, x=[numbers["all"]["mean"]], color=colours.muted, width=1, dash="dot")
    figure.update_xaxes(title_text=words("x"))
    figure.update_yaxes(autorange="reversed", automargin=True, type="category")
    figure.update_layout(showlegend=False)
    return figure


def first_readers(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """What part of the network each way computes, for every budget of changed verdicts."""
    figure = blank(words("title"), height=420)
    looks = {
        "lstm": (colours.muted, "square", "dash"),
        "exits": (colours.accent, "circle", "solid"),
        "both": (colours.key, "diamond", "dot"),
    }
    budgets = numbers["budgets"]
    for way, (colour, symbol, dash) in looks.items():
        points = [_named(budget["ways"], "way", way) for budget in budgets]
        figure.add_scatter(
            x=[number_text(budget["budget"], ".1%") for budget in budgets],
            y=[point["computed"] for point in points],
            name=words(way),
            mode="lines+markers",
            line={"color": colour, "width": 2, "dash": dash},
            marker={"size": 9, "symbol": symbol},
            error_y=whiskers(
                [point["computed"] for point in points],
                [point["interval"] for point in points],
                color=colour,
                thickness=1,
                width=4,
            ),
            customdata=[
                [
                    *point["interval"],
                    point["changed"] / numbers["sentences"],
                    point["ended"] / numbers["sentences"],
                ]
                for point in points
            ],
            hovertemplate=words("hover"),
        )
    figure.update_xaxes(title_text=words("x"), type="category")
    figure.update_yaxes(title_text=words("y"), tickformat=".0%", rangemode="tozero")
    figure.update_layout(showlegend=True)
    return figure


def student_beside(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Dev accuracy of the whole network, with exits, and of the student, with their intervals."""
    readers = numbers["readers"]
    figure = blank(words("title"), height=150 + 44 * len(readers))
    tones = {"whole": colours.muted, "exits": colours.accent, "student": colours.key}
    for one in readers:
        colour = tones[one["reader"]]
        figure.add_scatter(
            x=[one["accuracy"]],
            y=[words(one["reader"], layers=numbers["layers"], whole=numbers["whole_layers"])],
            mode="markers",
            marker={"size": 12, "color": colour},
            error_x=scored_whiskers([one], color=colour, thickness=2, width=4),
            customdata=[[*one["interval"], one["same"] / numbers["sentences"]]],
            hovertemplate=words("hover"),
        )
    figure.update_xaxes(title_text=words("x"), tickformat=".0%")
    figure.update_yaxes(autorange="reversed", automargin=True, type="category")
    figure.update_layout(showlegend=False)
    return figure


def _named(rows: Sequence[Mapping[str, Any]], key: str, value: str) -> Mapping[str, Any]:
    return next(row for row in rows if row[key] == value)
