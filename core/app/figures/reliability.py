"""How far a prediction may be trusted: by kind of sentence, by confidence, with fewer bits."""

from collections.abc import Callable, Mapping
from typing import Any

import plotly.graph_objects as go

from core.app.figures.chart import add_lines, blank, scored_whiskers, whiskers
from core.app.figures.palette import Palette

Words = Callable[..., str]
ROW = 30  # pixels


def robustness_groups(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Accuracy of each model on each kind of sentence, as points with their 95 % intervals."""
    models = numbers["models"]
    main = next(iter(models.values()))
    figure = blank(words("title"), height=150 + ROW * len(main))
    looks = zip(models.items(), ((colours.accent, "circle"), (colours.muted, "square")), strict=False)
    for (name, groups), (colour, symbol) in looks:
        figure.add_scatter(
            x=[group["accuracy"] for group in groups],
            y=[words(group["group"]) for group in groups],
            name=words(name),
            mode="markers",
            marker={"size": 11, "color": colour, "symbol": symbol},
            error_x=scored_whiskers(groups, color=colour, thickness=2, width=4),
            customdata=[[*group["interval"], group["sentences"]] for group in groups],
            hovertemplate=words("hover"),
        )
    add_lines(figure, x=[main[0]["accuracy"]], color=colours.muted, width=1, dash="dot")
    figure.update_xaxes(title_text=words("x"), tickformat=".0%")
    figure.update_yaxes(autorange="reversed", automargin=True, type="category")
    figure.update_layout(showlegend=True)
    return figure


def reliability_diagram(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Accuracy against confidence, before and after the temperature; larger points hold more sentences.

    Without "after" in the numbers there is one line, and no legend.
    """
    figure = blank(words("title"), height=420)
    dotted = {"color": colours.muted, "width": 1, "dash": "dot"}
    figure.add_scatter(x=[0.5, 1], y=[0.5, 1], mode="lines", line=dotted, hoverinfo="skip", showlegend=False)
    for name, colour, symbol in (
        ("before", colours.negative, "circle"),
        ("after", colours.accent, "diamond"),
    ):
        if name not in numbers:
            continue
        bins = numbers[name]["bins"]
        most = max(bin_["count"] for bin_ in bins)
        figure.add_scatter(
            x=[bin_["confidence"] for bin_ in bins],
            y=[bin_["accuracy"] for bin_ in bins],
            name=words(name),
            mode="lines+markers",
            line={"color": colour, "width": 1.5},
            marker={
                "color": colour,
                "symbol": symbol,
                "size": [8 + 16 * (bin_["count"] / most) ** 0.5 for bin_ in bins],
            },
            customdata=[bin_["count"] for bin_ in bins],
            hovertemplate=words("hover"),
        )
    figure.update_xaxes(title_text=words("x"), tickformat=".0%")
    figure.update_yaxes(title_text=words("y"), tickformat=".0%", range=[0, 1.05])
    figure.update_layout(showlegend="after" in numbers)
    return figure


def precision_agreement(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Fraction of labels that stay as in float32, one point for each format."""
    formats = numbers["formats"]
    figure = blank(words("title"), height=160 + ROW * len(formats))
    figure.add_scatter(
        x=[result["agreement"] for result in formats],
        y=[result["format"] for result in formats],
        mode="markers",
        marker={"size": 12, "color": colours.accent},
        customdata=[[result["mean_move"], result["largest_move"], result["accuracy"]] for result in formats],
        hovertemplate=words("hover"),
    )
    figure.update_xaxes(title_text=words("x"), tickformat=".2%")
    figure.update_yaxes(autorange="reversed", automargin=True, type="category")
    return figure


def accuracy_intervals(
    models: Mapping[str, Mapping], texts: Mapping[str, str], colours: Palette
) -> go.Figure:
    """Each model's dev accuracy as a point with its 95 % interval; `models` maps labels to card sections."""
    figure = blank(texts["title"], height=130 + 60 * len(models))
    names = list(models)
    values = [models[name]["accuracy"] for name in names]
    intervals = [models[name]["accuracy_interval_95"] for name in names]
    figure.add_scatter(
        x=values,
        y=names,
        mode="markers+text",
        text=[f"{value:.1%}" for value in values],
        textposition="top center",
        marker={"size": 12, "color": colours.accent},
        error_x=whiskers(values, intervals, color=colours.accent),
        customdata=intervals,
        hovertemplate=texts["hover"],
    )
    figure.update_xaxes(title_text=texts["x"], tickformat=".0%")
    figure.update_yaxes(range=[len(names) - 0.4, -0.7])
    figure.update_layout(margin={"l": 140})
    return figure
