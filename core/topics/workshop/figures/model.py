"""The parts of a classifier by their number of parameters; the new ones stand out."""

from collections.abc import Mapping

import plotly.graph_objects as go

from core.app.figures.chart import blank
from core.app.figures.palette import Palette


def parameter_bars(
    loaded: Mapping[str, int], new: Mapping[str, int], texts: Mapping[str, str], colours: Palette
) -> go.Figure:
    """A bar for each part on a logarithmic scale; parts by the names people read."""
    figure = blank(texts["title"], height=150 + 30 * (len(loaded) + len(new)))
    for counts, colour, name in ((loaded, colours.muted, "loaded"), (new, colours.accent, "new")):
        figure.add_bar(
            x=list(counts.values()),
            y=list(counts),
            orientation="h",
            marker_color=colour,
            name=texts[name],
            text=[f"{count:,}" for count in counts.values()],
            textposition="auto",
            hovertemplate=texts["hover"],
        )
    figure.update_xaxes(title_text=texts["x"], type="log", exponentformat="power", dtick=1)
    figure.update_yaxes(autorange="reversed", automargin=True)
    figure.update_layout(showlegend=True)
    return figure
