"""Right and wrong verdicts counted, and how sure so many sentences allow one to be."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from core.app.figures.chart import blank, log_axis
from core.app.figures.palette import Palette, sequential


def confusion_table(counts: Sequence[Sequence[int]], texts: Mapping[str, str], colours: Palette) -> go.Figure:
    """Four counts as cells: a row for each label, a column for each class said; negative first."""
    cells = np.array(counts, dtype=np.float32)
    figure = blank(texts["title"], height=320)
    names = [texts["negative"], texts["positive"]]
    figure.add_heatmap(
        z=cells,
        x=names,
        y=names,
        colorscale=sequential(colours),
        zmin=0,
        zmax=float(cells.max()) * 1.3,
        showscale=False,
        xgap=3,
        ygap=3,
        hovertemplate=texts["hover"],
    )
    dark = cells.max() * 0.6
    for row, label in enumerate(names):
        for column, said in enumerate(names):
            colour = colours.background if cells[row, column] > dark else colours.text
            figure.add_annotation(
                x=said,
                y=label,
                text=f"{int(cells[row, column]):,}",
                showarrow=False,
                font={"size": 22, "color": colour},
            )
    figure.update_xaxes(title_text=texts["x"], side="bottom", showgrid=False)
    figure.update_yaxes(title_text=texts["y"], autorange="reversed", showgrid=False)
    figure.update_layout(margin={"l": 90})
    return figure


def interval_by_count(
    totals: np.ndarray,
    lows: np.ndarray,
    highs: np.ndarray,
    here: tuple[int, float],
    texts: Mapping[str, str],
    colours: Palette,
) -> go.Figure:
    """The 95 % interval of one accuracy for more and more sentences; `here` is (sentences, accuracy)."""
    figure = blank(texts["title"], height=320)
    line = {"color": colours.accent, "width": 1}
    figure.add_scatter(x=totals, y=highs, mode="lines", line=line, hovertemplate=texts["hover"])
    figure.add_scatter(
        x=totals, y=lows, mode="lines", line=line, fill="tonexty", hovertemplate=texts["hover"]
    )
    figure.add_scatter(
        x=[here[0]],
        y=[here[1]],
        mode="markers+text",
        text=[texts["here"]],
        textposition="top center",
        marker={"size": 12, "color": colours.accent},
        hovertemplate=texts["hover"],
    )
    figure.update_xaxes(title_text=texts["x"], **log_axis(totals))
    figure.update_yaxes(title_text=texts["y"], tickformat=".0%")
    return figure
