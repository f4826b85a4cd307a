"""The figures of leaving early: what each exit says, how sure it is, and after which layer texts leave."""

import math
from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from core.app.figures.chart import add_lines, blank
from core.app.figures.palette import Palette
from core.base.numbers import number_text
from core.topics.inside.figures import forming_curve
from core.topics.inside.leaving import ExitVerdict, first_sure

Texts = Mapping[str, str]
FADED = 0.3  # opacity of what would not be computed
ROW = 34  # pixels


def forming_with_exits(
    probabilities: Sequence[float],
    stages: Sequence[str],
    verdicts: Sequence[ExitVerdict],
    texts: Texts,
    colours: Palette,
) -> go.Figure:
    """The curve of the logit lens, beside it what each exit says itself, a ring where the sentence leaves.

    `stages` are the embeddings and each layer.
    """
    figure = forming_curve(probabilities, stages, texts, colours)
    figure.data[0].name = texts["lens"]
    tones = [colours.positive if one.probability >= 0.5 else colours.negative for one in verdicts]
    figure.add_scatter(
        x=[stages[one.after] for one in verdicts],
        y=[one.probability for one in verdicts],
        name=texts["exits"],
        mode="lines+markers",
        line={"color": colours.accent, "width": 2, "dash": "dot"},
        marker={
            "color": tones,
            "size": 12,
            "symbol": "diamond",
            "line": {"color": colours.accent, "width": 2},
        },
        customdata=[[one.log_odds] for one in verdicts],
        hovertemplate=texts["hover_exits"],
    )
    left = first_sure(verdicts)
    if left:
        figure.add_scatter(
            x=[stages[left.after]],
            y=[left.probability],
            name=texts["leaves"],
            mode="markers",
            marker={"color": colours.accent, "size": 24, "symbol": "circle-open", "line": {"width": 3}},
            hoverinfo="skip",
        )
        add_lines(figure, x=[left.after], layer="below", color=colours.accent, width=1)
    figure.update_layout(showlegend=True, height=380)
    return figure


def exit_sureness(
    verdicts: Sequence[ExitVerdict], layers: Sequence[str], texts: Texts, colours: Palette
) -> go.Figure:
    """How far each exit's log-odds lie from 0, as a bar, and as a stroke how far they must.

    Those above where the sentence leaves are faded: they would not be computed. `layers` are named from the
    first on.
    """
    figure = blank(texts["title"], height=320)
    left = first_sure(verdicts)
    names = [layers[one.after - 1] for one in verdicts]
    figure.add_bar(
        x=names,
        y=[one.sureness for one in verdicts],
        showlegend=False,
        marker={
            "color": [colours.positive if one.log_odds >= 0 else colours.negative for one in verdicts],
            "opacity": [FADED if left and one.after > left.after else 1.0 for one in verdicts],
        },
        customdata=[[one.log_odds, number_text(one.threshold, ".2f")] for one in verdicts],
        hovertemplate=texts["hover"],
    )
    open_ones = [one for one in verdicts if math.isfinite(one.threshold)]
    figure.add_scatter(
        x=[layers[one.after - 1] for one in open_ones],
        y=[one.threshold for one in open_ones],
        name=texts["threshold"],
        mode="markers",
        marker={
            "symbol": "line-ew-open",
            "size": 34,
            "color": colours.text,
            "line": {"width": 3, "color": colours.text},
        },
        hovertemplate=texts["hover_threshold"],
    )
    figure.update_xaxes(type="category", showgrid=False)
    figure.update_yaxes(title_text=texts["y"], rangemode="tozero")
    figure.update_layout(showlegend=True, bargap=0.45)
    return figure


def leaving_shares(
    shares: Sequence[float], names: Sequence[str], here: int, texts: Texts, colours: Palette
) -> go.Figure:
    """What share of the sentences leaves after each layer, the last at the end; `here` is this sentence's."""
    figure = blank(texts["title"], height=110 + ROW * len(shares))
    figure.add_bar(
        y=list(names),
        x=list(shares),
        orientation="h",
        marker={"color": [colours.accent if n == here else colours.muted for n in range(len(shares))]},
        text=[f"{share:.0%}" for share in shares],
        textposition="outside",
        cliponaxis=False,
        hovertemplate=texts["hover"],
    )
    figure.update_xaxes(title_text=texts["x"], tickformat=".0%", rangemode="tozero")
    figure.update_yaxes(autorange="reversed", type="category", automargin=True, showgrid=False)
    return figure
