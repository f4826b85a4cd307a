"""What came of learning from a file as pictures: the confusion matrix and the learning curve."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from core.app.figures.chart import blank, whiskers
from core.app.figures.palette import Palette, sequential
from core.base.shortened import shortened
from core.training.own_file.curve import Point

LONGEST_CLASS = 20  # characters
ABOVE, ROW = 150, 34  # pixels


def confusion_table(
    counts: Sequence[Sequence[int]], classes: Sequence[str], texts: Mapping[str, str], colours: Palette
) -> go.Figure:
    """Rows set aside by their label and by what the model says, C × C."""
    numbers = np.array(counts, np.int64)
    names = [shortened(name, LONGEST_CLASS) for name in classes]
    figure = blank(texts["title"], height=max(300, ABOVE + ROW * len(classes)))
    figure.add_heatmap(
        z=numbers.astype(np.float32) / max(1, numbers.max()),
        x=names,
        y=names,
        text=[[f"{cell:,}" for cell in row] for row in numbers],
        texttemplate="%{text}",
        colorscale=sequential(colours),
        showscale=False,
        xgap=2,
        ygap=2,
        hovertemplate=texts["hover"],
    )
    figure.update_xaxes(title_text=texts["x"], showgrid=False, type="category")
    figure.update_yaxes(
        title_text=texts["y"], showgrid=False, autorange="reversed", automargin=True, type="category"
    )
    return figure


def learning_curve(points: Sequence[Point], texts: Mapping[str, str], colours: Palette) -> go.Figure:
    """Accuracy on the rows set aside after so many rows to learn from, with intervals."""
    figure = blank(texts["title"], height=320)
    values = [point.accuracy.value for point in points]
    ends = [(point.accuracy.low, point.accuracy.high) for point in points]
    figure.add_scatter(
        x=[point.rows for point in points],
        y=values,
        mode="lines+markers",
        line={"color": colours.accent, "width": 2},
        marker={"size": 9, "color": colours.accent},
        error_y=whiskers(values, ends, color=colours.accent),
        customdata=[[*pair, point.draws] for pair, point in zip(ends, points, strict=True)],
        hovertemplate=texts["hover"],
    )
    figure.update_xaxes(title_text=texts["x"], type="log", tickvals=[point.rows for point in points])
    figure.update_yaxes(title_text=texts["y"], tickformat=".0%", automargin=True)
    return figure
