"""The figures of Inside BERT: how a prediction forms, the three embeddings, what each step costs."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from core.app.figures.chart import add_bars_by_token, add_layers_by_tokens, add_lines, apply_look, blank
from core.app.figures.palette import Palette, diverging
from core.topics.inside.cost import StepCost

Texts = Mapping[str, str]
ROW = 24  # pixels
PERCENTILE_ON_SCALE = 99.5  # per cent; the few largest numbers would leave all others grey


def forming_curve(
    probabilities: Sequence[float], stages: Sequence[str], texts: Texts, colours: Palette
) -> go.Figure:
    """Probability of positive, read off after the embeddings and after each layer."""
    figure = blank(texts["title"], height=320)
    tones = [colours.positive if p >= 0.5 else colours.negative for p in probabilities]
    figure.add_scatter(
        x=list(stages),
        y=list(probabilities),
        mode="lines+markers+text",
        line={"color": colours.muted, "width": 2},
        marker={"color": tones, "size": 13},
        text=[f"{p:.1%}" for p in probabilities],
        textposition=_sides(probabilities),
        textfont={"color": tones},
        hovertemplate=texts["hover"],
    )
    add_lines(figure, y=[0.5], color=colours.muted, width=1, dash="dot")
    figure.update_xaxes(type="category", showgrid=False)
    figure.update_yaxes(title_text=texts["y"], range=[-0.12, 1.16], tickformat=".0%")
    return figure


def _sides(values: Sequence[float]) -> list[str]:
    """Where each point's number stands clear of the curve: over peaks, under valleys, beside slopes."""
    sides = []
    for place, value in enumerate(values):
        before, after = values[max(0, place - 1)], values[min(place + 1, len(values) - 1)]
        if value >= max(before, after):
            sides.append("top center")
        elif value <= min(before, after):
            sides.append("bottom center")
        else:
            sides.append("top left" if before < after else "top right")
    return sides


def layers_by_tokens(
    values: np.ndarray, stages: Sequence[str], tokens: Sequence[str], texts: Texts, colours: Palette
) -> go.Figure:
    """One number for each layer and token, the first layer on top."""
    figure = blank(texts["title"], height=150 + ROW * len(stages))
    add_layers_by_tokens(
        figure,
        values,
        stages,
        tokens,
        colours,
        colorbar={"thickness": 12, "outlinewidth": 0, "title": _small(texts["scale"], colours)},
        hovertemplate=texts["hover"],
        zmax=float(values.max()),  # with no end given, Plotly drops the start as well
    )
    figure.update_xaxes(showgrid=False, automargin=True, tickangle=-40, **_names(tokens, 40))
    figure.update_yaxes(type="category", showgrid=False, automargin=True)
    return figure


def embedding_strips(
    parts: Mapping[str, np.ndarray], tokens: Sequence[str], texts: Texts, colours: Palette
) -> go.Figure:
    """Token, position and segment vectors and their sum, two beside two, on one scale."""
    lines = -(-len(parts) // 2)
    figure = make_subplots(
        rows=lines,
        cols=2,
        shared_xaxes=True,
        shared_yaxes=True,
        vertical_spacing=0.09,
        horizontal_spacing=0.02,
        subplot_titles=[texts[part] for part in parts],
    )
    end = float(np.percentile(np.abs(np.stack(list(parts.values()))), PERCENTILE_ON_SCALE))
    names = [f"{token} · {position}" for position, token in enumerate(tokens)]  # a token may come twice
    for number, values in enumerate(parts.values()):
        figure.add_heatmap(
            z=values.astype(np.float32),
            y=names,
            coloraxis="coloraxis",
            hovertemplate=texts["hover"],
            row=1 + number // 2,
            col=1 + number % 2,
        )
    height = 100 + lines * (34 + max(13 * min(len(tokens), 24), 64))
    apply_look(figure, texts["title"], height=height)
    figure.update_layout(
        coloraxis={
            "colorscale": diverging(colours),
            "cmin": -end,
            "cmax": end,
            "colorbar": {"thickness": 12, "outlinewidth": 0},
        }
    )
    figure.update_xaxes(showgrid=False, linecolor=colours.border, zeroline=False, tickangle=0, nticks=3)
    tight = {"tickfont": {"size": 11}, "automargin": True, "type": "category"}
    figure.update_yaxes(autorange="reversed", showgrid=False, **tight)
    figure.update_xaxes(title_text=texts["x"], row=lines)
    return figure


def part_norms(
    norms: Mapping[str, np.ndarray], tokens: Sequence[str], texts: Texts, colours: Palette
) -> go.Figure:
    """How long each token's three vectors and their sum are, as grouped bars."""
    figure = blank(texts["title"], height=380)
    tones = {
        "token": colours.token,
        "position": colours.position,
        "segment": colours.segment,
        "sum": colours.muted,
    }
    markers = {part: {"color": tone, "pattern": _pattern(part, colours)} for part, tone in tones.items()}
    add_bars_by_token(figure, norms, markers, tokens, texts)
    figure.update_xaxes(showgrid=False, automargin=True, tickangle=-40, **_names(tokens, 40))
    figure.update_yaxes(title_text=texts["y"])
    figure.update_layout(showlegend=True, barmode="group")
    return figure


def segment_strips(vectors: np.ndarray, names: Sequence[str], texts: Texts, colours: Palette) -> go.Figure:
    """The two learned segment vectors, one above the other."""
    figure = blank(texts["title"], height=230)
    end = float(np.percentile(np.abs(vectors), PERCENTILE_ON_SCALE))
    figure.add_heatmap(
        z=vectors.astype(np.float32),
        y=list(names),
        colorscale=diverging(colours),
        zmin=-end,
        zmax=end,
        ygap=4,
        colorbar={"thickness": 12, "outlinewidth": 0},
        hovertemplate=texts["hover"],
    )
    figure.update_xaxes(title_text=texts["x"], showgrid=False)
    figure.update_yaxes(autorange="reversed", showgrid=False, type="category", automargin=True)
    return figure


def cost_bars(
    costs: Sequence[StepCost], names: Mapping[str, str], texts: Texts, colours: Palette
) -> go.Figure:
    """Parameters and operations of each step, all layers together, side by side."""
    figure = make_subplots(
        cols=2,
        shared_yaxes=True,
        horizontal_spacing=0.04,
        subplot_titles=[texts["parameters"], texts["operations"]],
    )
    columns = ([cost.parameters for cost in costs], [cost.operations for cost in costs])
    for column, (numbers, hover) in enumerate(
        zip(columns, ("hover", "hover_operations"), strict=True), start=1
    ):
        figure.add_bar(
            y=[names[cost.step] for cost in costs],
            x=numbers,
            orientation="h",
            marker={"color": [_tone(cost.step, colours) for cost in costs]},
            hovertemplate=texts[hover],
            row=1,
            col=column,
        )
    apply_look(figure, texts["title"], height=140 + ROW * len(costs), bargap=0.3)
    figure.update_xaxes(gridcolor=colours.border, zeroline=False, tickformat="~s")
    figure.update_yaxes(autorange="reversed", type="category", automargin=True, showgrid=False)
    return figure


def _tone(step: str, colours: Palette) -> str:
    """A step's own colour where it has one."""
    own = {"queries": "query", "keys": "key", "values": "value"}.get(step, step)
    return getattr(colours, own, colours.accent)


def _names(tokens: Sequence[str], most: int) -> dict[str, list]:
    """The tokens as an axis' ticks, where there is room for all of them."""
    return {"tickvals": list(range(len(tokens))), "ticktext": list(tokens)} if len(tokens) <= most else {}


def _small(text: str, colours: Palette) -> dict:
    """The title of a colour bar."""
    return {"text": text, "side": "right", "font": {"size": 13, "color": colours.muted}}


def _pattern(part: str, colours: Palette) -> dict:
    """Stripes for positions, whose colour alone is too close to that of tokens."""
    striped = {
        "shape": "/",
        "fillmode": "overlay",
        "fgcolor": colours.background,
        "size": 6,
        "solidity": 0.25,
    }
    return striped if part == "position" else {}
