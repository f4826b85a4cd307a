"""The figures of Pretraining: how often each corruption, a logit's terms, and what was measured."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from core.app.figures.chart import add_lines, blank, scored_whiskers
from core.app.figures.palette import Palette

Texts = Mapping[str, str]
Words = Callable[..., str]
TERMS = 12  # bars to either end
USUAL_RATE = 0.15  # what BERT was trained with


def corruption_fractions(
    fractions: Mapping[str, tuple[float, float, float]],
    expected: Mapping[str, float],
    texts: Texts,
    colours: Palette,
) -> go.Figure:
    """Fraction of tokens of each kind (with its 95 % interval), beside what the procedure says."""
    figure = blank(texts["title"], height=290)
    tones = (colours.muted, colours.accent, colours.negative, colours.positive)
    for (kind, (fraction, low, high)), colour in zip(fractions.items(), tones, strict=True):
        figure.add_bar(
            x=[fraction],
            y=[f"{texts[kind]} · {fraction:.2%}"],
            orientation="h",
            marker_color=colour,
            error_x={"array": [high - fraction], "arrayminus": [fraction - low], "color": colours.text},
            customdata=[[low, high, expected[kind]]],
            hovertemplate=texts["hover"],
        )
    figure.add_scatter(
        x=list(expected.values()),
        y=[f"{texts[kind]} · {fractions[kind][0]:.2%}" for kind in expected],
        mode="markers",
        marker={"symbol": "line-ns-open", "size": 22, "color": colours.text, "line": {"width": 2}},
        name=texts["expected"],
        hoverinfo="skip",
        showlegend=True,
    )
    figure.update_traces(selector={"type": "bar"}, showlegend=False)
    figure.update_layout(showlegend=True, margin={"t": 90, "r": 60})
    figure.update_xaxes(title_text=texts["x"], tickformat=".0%", range=[0, 1])
    figure.update_yaxes(autorange="reversed", automargin=True)
    return figure


def logit_terms(products: np.ndarray, texts: Texts, colours: Palette) -> go.Figure:
    """The dimensions that add most to a logit, and those that take most away."""
    order = np.argsort(products)
    shown = (
        np.concatenate([order[-TERMS:][::-1], order[:TERMS][::-1]]) if len(order) > 2 * TERMS else order[::-1]
    )
    figure = blank(texts["title"], height=300)
    figure.add_bar(
        x=[str(number) for number in shown],
        y=products[shown].astype(np.float32),
        marker_color=[colours.positive if value > 0 else colours.negative for value in products[shown]],
        hovertemplate=texts["hover"],
    )
    figure.update_xaxes(title_text=texts["x"], type="category", showgrid=False)
    figure.update_yaxes(title_text=texts["y"])
    return figure


def context_paths(
    cosines: np.ndarray, names: Sequence[str], near: int, layer: int, texts: Texts, colours: Palette
) -> go.Figure:
    """The cosines (M S) of M lines of a corpus after each stage; the first `near` are nearest at `layer`."""
    figure = blank(texts["title"], height=340)
    add_lines(figure, x=[layer], color=colours.muted, width=1, dash="dot")
    for number, (values, name) in enumerate(zip(cosines, names, strict=True)):
        chosen = number < near
        figure.add_scatter(
            x=list(range(len(values))),
            y=values.astype(np.float32),
            name=texts["near" if chosen else "far"],
            legendgroup="near" if chosen else "far",
            showlegend=number in (0, near),
            mode="lines+markers",
            line={"color": colours.accent if chosen else colours.muted, "width": 2 if chosen else 1.5}
            | ({} if chosen else {"dash": "dash"}),
            marker={"size": 6},
            text=[name] * len(values),
            hovertemplate=texts["hover"],
        )
    figure.update_xaxes(title_text=texts["x"], dtick=1, range=[-0.2, cosines.shape[1] - 0.8])
    figure.update_yaxes(title_text=texts["y"])
    figure.update_layout(showlegend=True)
    return figure


def held_out_words(measured: Mapping[str, Any], texts: Texts, colours: Palette) -> go.Figure:
    """Top-1 of the network at masked tokens of documents it never read, beside counting."""
    baselines = measured["baselines"]
    names = ("most_frequent", "left_trigram", "two_sided_trigram")
    figure = blank(texts["title"], height=280)
    score = measured["held_out"]
    low, high = score["top_1_interval_95"]
    accuracies = {
        **{name: baselines[name] for name in names},
        "top_1": score["top_1"],
        "top_5": score["top_5"],
    }
    figure.add_bar(
        x=list(accuracies.values()),
        y=[f"{texts[name]} · {accuracy:.1%}" for name, accuracy in accuracies.items()],
        orientation="h",
        marker_color=[*[colours.muted] * len(names), colours.accent, colours.key],
        error_x={
            "array": [*[0] * len(names), high - score["top_1"], 0],
            "arrayminus": [*[0] * len(names), score["top_1"] - low, 0],
            "color": colours.text,
        },
        customdata=[texts[name] for name in accuracies],
        hovertemplate=texts["hover"],
    )
    figure.update_xaxes(title_text=texts["x"], tickformat=".0%", rangemode="tozero")
    figure.update_yaxes(autorange="reversed", automargin=True)
    return figure


def mix_accuracy(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Right guesses at [MASK], at tokens as they were, and at exchanged ones; each seed a point."""
    figure = blank(words("title"), height=340)
    for mix, colour, symbol in (("mixed", colours.accent, "circle"), ("masks", colours.negative, "square")):
        runs = numbers["runs"][mix]
        points = [(words(position), run[position]) for position in numbers["places"] for run in runs]
        figure.add_scatter(
            x=[name for name, _ in points],
            y=[score for _, score in points],
            name=words(mix),
            mode="markers",
            marker={"size": 11, "color": colour, "symbol": symbol, "opacity": 0.8},
            hovertemplate=words("hover"),
        )
    figure.update_xaxes(range=[-0.5, len(numbers["places"]) - 0.5])  # room for the words at both ends
    figure.update_yaxes(title_text=words("y"), tickformat=".0%", rangemode="tozero")
    figure.update_layout(showlegend=True)
    return figure


def sides_accuracy(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Right guesses with each sight: at the left edge as shipped, then as each is trained on."""
    figure = blank(words("title"), height=360)
    looks = {
        "both": (colours.accent, "circle", "solid"),
        "left": (colours.key, "triangle-left", "dash"),
        "right": (colours.value, "triangle-right", "dot"),
    }
    for side, (colour, symbol, dash) in looks.items():
        figure.add_scatter(
            x=numbers["steps"],
            y=[score["accuracy"] for score in numbers["sides"][side]],
            error_y=scored_whiskers(numbers["sides"][side], thickness=1.5),
            name=words(side),
            mode="lines+markers",
            line={"color": colour, "width": 2.5, "dash": dash},
            marker={"size": 10, "symbol": symbol},
            hovertemplate=words("hover"),
        )
    figure.update_xaxes(title_text=words("x"), tickvals=numbers["steps"])
    figure.update_yaxes(title_text=words("y"), tickformat=".0%", rangemode="tozero")
    figure.update_layout(showlegend=True)
    return figure


def rate_curve(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Right guesses at the same masked tokens against the fraction of all tokens that is hidden."""
    figure = blank(words("title"), height=340)
    add_lines(figure, x=[USUAL_RATE], color=colours.muted, width=1, dash="dot")
    figure.add_annotation(
        x=USUAL_RATE,
        y=1,
        yref="paper",
        xanchor="left",
        xshift=6,
        text=words("usual"),
        showarrow=False,
        font={"color": colours.muted},
    )
    figure.add_scatter(
        x=numbers["rates"],
        y=[score["accuracy"] for score in numbers["scores"]],
        error_y=scored_whiskers(numbers["scores"], thickness=1.5),
        mode="lines+markers",
        line={"color": colours.accent, "width": 2.5},
        marker={"size": 9},
        hovertemplate=words("hover"),
    )
    figure.update_xaxes(title_text=words("x"), tickformat=".0%", rangemode="tozero")
    figure.update_yaxes(title_text=words("y"), tickformat=".0%", rangemode="tozero")
    return figure
