"""What was measured of attribution methods: numbers of a record in, chart specifications out."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from core.app.figures.chart import add_lines, apply_look, blank, whiskers
from core.app.figures.palette import Palette
from core.base.numbers import number_text

Words = Callable[..., str]
Row = Mapping[str, Any]  # `value` and `interval`
GRADES = {  # each with the text above it
    "comprehensiveness": "comprehensiveness_title",
    "sufficiency": "sufficiency_title",
    "area": "area_title",
}
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "triangle-down", "cross", "x")
ROW_HEIGHT = 30  # pixels of a method


def faithfulness_grades(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Each method's three grades, the most comprehensive on top; dotted what random orders get."""
    methods = sorted(numbers["methods"], key=lambda one: one["comprehensiveness"]["value"])
    names = [_with_cost(one, words) for one in methods]
    tones = [colours.accent if one["method"] == numbers["chosen"] else colours.muted for one in methods]
    titles = [words(title) for title in GRADES.values()]
    figure = make_subplots(cols=3, shared_yaxes=True, subplot_titles=titles, horizontal_spacing=0.04)
    for column, grade in enumerate(GRADES, start=1):
        rows = [one[grade] for one in methods]
        dots = _dots(rows, names, tones, words("hover"), colours)
        figure.add_trace(dots, row=1, col=column)
        line = {"color": colours.text, "width": 1, "dash": "dot"}
        figure.add_vline(x=numbers["random"][grade]["value"], line=line, row=1, col=column)
    apply_look(figure, words("title"), height=150 + ROW_HEIGHT * len(methods))
    figure.update_yaxes(automargin=True, showgrid=False)
    return figure


def baseline_spread(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Comprehensiveness from each baseline above, of each method below, on one scale."""
    groups = {"baselines": colours.accent, "methods": colours.key}
    above = [words("baselines_title"), words("methods_title")]
    counts = [len(numbers[group]) for group in groups]
    figure = make_subplots(
        rows=2, shared_xaxes=True, subplot_titles=above, row_heights=counts, vertical_spacing=0.12
    )
    for row, (group, tone) in enumerate(groups.items(), start=1):
        ordered = sorted(numbers[group], key=lambda one: one["value"])
        names = [words(one["method"]) for one in ordered]
        dots = _dots(ordered, names, [tone] * len(ordered), words("hover"), colours)
        figure.add_trace(dots, row=row, col=1)
    apply_look(figure, words("title"), height=180 + ROW_HEIGHT * sum(counts))
    figure.update_xaxes(title_text=words("x"), row=2, col=1)
    figure.update_yaxes(automargin=True, showgrid=False)
    return figure


def shapley_likeness(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Each method's rank correlation with the exact values; dotted the claim's bound."""
    methods = sorted(numbers["methods"], key=lambda one: one["value"])
    names = [_with_cost(one, words) for one in methods]
    figure = blank(words("title"), height=150 + ROW_HEIGHT * len(methods))
    figure.add_trace(_dots(methods, names, [colours.accent] * len(methods), words("hover"), colours))
    _bound(figure, 0.5, colours)
    figure.update_xaxes(title_text=words("x"))
    figure.update_yaxes(automargin=True, showgrid=False)
    return figure


def truth_found(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Each method's correlation with the truth, on a plain sum and on the bag; dotted the claim's bound."""
    figure = blank(words("title"), height=340)
    for kind, tone, symbol in (("linear", colours.muted, "square"), ("bag", colours.accent, "circle")):
        rows = numbers[kind]
        names = [words(one["method"]) for one in rows]
        dots = _dots(rows, names, [tone] * len(rows), words("hover"), colours)
        figure.add_trace(dots.update(name=words(kind), marker_symbol=symbol, showlegend=True))
    _bound(figure, 0.9, colours)
    figure.update_xaxes(title_text=words("x"))
    figure.update_yaxes(automargin=True, showgrid=False, autorange="reversed")
    figure.update_layout(showlegend=True)
    return figure


def forgotten_layers(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """How alike each method's ranks stay while weights become random from the top; dotted the bound."""
    figure = blank(words("title"), height=440)
    parts = [words("intact"), *(_part(one["part"], words) for one in numbers["parts"])]
    tones = (
        colours.accent,
        colours.key,
        colours.query,
        colours.value,
        colours.position,
        colours.positive,
        colours.negative,
    )
    for number, name in enumerate(numbers["agreement"]["methods"]):
        rows = [one[name] for one in numbers["parts"]]
        figure.add_scatter(
            x=parts,
            y=[1.0, *(row["value"] for row in rows)],
            customdata=[[1.0, 1.0], *(row["interval"] for row in rows)],
            name=words(name),
            mode="lines+markers",
            line={"color": tones[number], "width": 2},
            marker={"symbol": SYMBOLS[number], "size": 8},
            hovertemplate=words("hover"),
        )
    add_lines(figure, y=[0.2], color=colours.muted, width=1, dash="dot")
    figure.update_xaxes(title_text=words("x"), type="category")
    figure.update_yaxes(title_text=words("y"))
    figure.update_layout(showlegend=True)
    return figure


def attention_graded(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Left: how attention's ranks go with those of absence. Right: how faithful each order is."""
    titles = [words("ranks_title"), words("falls_title")]
    figure = make_subplots(cols=2, subplot_titles=titles, horizontal_spacing=0.24)
    looks = (
        ("occlusion", "with_occlusion", colours.accent, "circle"),
        ("kernel_shap", "with_kernel_shap", colours.key, "square"),
    )
    for other, name, tone, symbol in looks:
        rows = [ranks[other] for ranks in numbers["ranks"].values()]
        names = [words(row) for row in numbers["ranks"]]
        dots = _dots(rows, names, [tone] * len(rows), words("hover"), colours)
        dots.update(name=words(name), marker_symbol=symbol, showlegend=True)
        figure.add_trace(dots, row=1, col=1)
    ordered = sorted(numbers["comprehensiveness"].items(), key=lambda pair: pair[1]["value"])
    shades = [colours.muted if name == "random" else colours.text for name, _ in ordered]
    falls = _dots(
        [row for _, row in ordered], [words(name) for name, _ in ordered], shades, words("hover"), colours
    )
    figure.add_trace(falls, row=1, col=2)
    apply_look(figure, words("title"), height=400, showlegend=True)
    figure.update_yaxes(automargin=True, showgrid=False)
    return figure


def _dots(
    rows: Sequence[Row], names: Sequence[str], tones: Sequence[str], hover: str, colours: Palette
) -> go.Scatter:
    """A dot with its interval for each name, one below the other."""
    values, intervals = [row["value"] for row in rows], [row["interval"] for row in rows]
    return go.Scatter(
        x=values,
        y=list(names),
        mode="markers",
        marker={"color": list(tones), "size": 10},
        error_x=whiskers(values, intervals, color=colours.muted, thickness=1.5, width=4),
        customdata=intervals,
        hovertemplate=hover,
        showlegend=False,
    )


def _with_cost(method: Mapping[str, Any], words: Words) -> str:
    return words("named", method=words(method["method"]), passes=number_text(method["passes"], ".0f"))


def _part(part: str, words: Words) -> str:
    """A layer by its number, the head and the embeddings by name."""
    return part.removeprefix("layer_") if part.startswith("layer_") else words(part)


def _bound(figure: go.Figure, bound: float, colours: Palette) -> None:
    add_lines(figure, x=[bound], color=colours.muted, width=1, dash="dot")
