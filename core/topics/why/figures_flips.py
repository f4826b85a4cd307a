"""Every change of one word and what it makes of the verdict: results in, a chart specification out."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from core.app.figures.chart import add_lines, blank
from core.app.figures.palette import Palette

HALF = 0.5  # on the other side of it the verdict is the other one


def change_points(
    points: Mapping[str, Sequence[tuple[int, float, str]]],
    words: Sequence[str],
    texts: Mapping[str, str],
    colours: Palette,
) -> go.Figure:
    """A point for each change: the place of the word, the probability of positive after it, what is changed.

    `points` are those of `deletions` and of `replacements`.
    """
    figure = blank(texts["title"], height=340)
    looks = {"replacements": ("circle", 6), "deletions": ("x", 10)}
    for name, (symbol, size) in looks.items():
        values = [value for _, value, _ in points[name]]
        figure.add_scatter(
            x=[place for place, _, _ in points[name]],
            y=values,
            name=texts[name],
            mode="markers",
            marker={
                "symbol": symbol,
                "size": size,
                "opacity": 0.75,
                "color": [colours.positive if value >= HALF else colours.negative for value in values],
            },
            customdata=[change for _, _, change in points[name]],
            hovertemplate=texts["hover"],
        )
    add_lines(figure, y=[HALF], color=colours.text, width=1, dash="dot")
    figure.update_xaxes(
        tickvals=list(range(len(words))), ticktext=list(words), tickangle=-40, automargin=True
    )
    figure.update_yaxes(title_text=texts["y"], range=[-0.03, 1.03], tickformat=".0%")
    figure.update_layout(showlegend=True)
    return figure
