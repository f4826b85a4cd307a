"""The figures of Masks: both masks on one batch, ways to hide, guesses with and without the future."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from core.app.figures.chart import LETTER, TITLE, add_bars_by_token, apply_look, blank
from core.app.figures.palette import Palette, sequential

Texts = Mapping[str, str]
Words = Callable[..., str]
COLUMNS = ("padding", "causal", "both")
SEEN, AHEAD, PAD, TWICE = range(4)  # why a cell is hidden
PADDING_LINES = {
    "masked_mean_move": ("masked", "mean_move"),
    "masked_largest_move": ("masked", "largest_move"),
    "unmasked_mean_move": ("unmasked", "mean_move"),
    "unmasked_largest_move": ("unmasked", "largest_move"),
}
GRID_HIGH = 300  # pixels of a grid of few tokens
MOST_LETTERS = 11  # of a token's name at a grid
LEAST_SHOWN = 1e-7  # changes below this are drawn as this on the logarithmic scale


def batch_mask(
    name: str,
    causal: np.ndarray,
    real: np.ndarray,
    pieces: Sequence[str],
    texts: Texts,
    colours: Palette,
) -> go.Figure:
    """One of the `COLUMNS` for a sentence of a batch (T × T): who may look at whom, and why not.

    `causal` (T × T) is true where nothing comes later, `real` (T) where a token is no padding.
    """
    padded = np.broadcast_to(~real[None, :], causal.shape)
    codes = _codes(padded, ~causal)[name]  # (T, T)
    shown = [elided(piece) for piece in pieces]
    top = TITLE + LETTER * max(map(len, shown))
    figure = blank(texts[name], height=top + len(pieces) * max(15, min(21, GRID_HIGH // len(pieces))))
    figure.add_heatmap(
        z=codes.astype(np.uint8),
        zmin=0,
        zmax=3,
        colorscale=_steps([colours.accent, colours.negative, colours.muted, colours.segment]),
        showscale=False,
        xgap=1,
        ygap=1,
        customdata=_reasons(codes, pieces, texts),
        hovertemplate=texts["hover"],
    )
    names = {"tickvals": list(range(len(pieces))), "ticktext": shown}
    plain = {"showgrid": False, "zeroline": False, "ticks": "", "automargin": True, "tickfont": {"size": 11}}
    figure.update_xaxes(**names, **plain, side="top", tickangle=-90)
    figure.update_yaxes(**names, **plain, autorange="reversed")
    figure.update_layout(margin={"l": 10, "r": 4, "t": top, "b": 4})
    return figure


def elided(name: str) -> str:
    """A name of at most `MOST_LETTERS` signs: a longer one without its middle."""
    if len(name) <= MOST_LETTERS:
        return name
    half = (MOST_LETTERS - 1) // 2
    return f"{name[:half]}…{name[-half:]}"


def _codes(padded: np.ndarray, ahead: np.ndarray) -> dict[str, np.ndarray]:
    """Why each cell is hidden, under the padding mask, the causal one, and both."""
    return {"padding": padded * PAD, "causal": ahead * AHEAD, "both": ahead * AHEAD + padded * PAD}


def _reasons(codes: np.ndarray, pieces: Sequence[str], texts: Texts) -> np.ndarray:
    names = np.array([texts[name] for name in ("seen", "ahead", "pad", "twice")], dtype=object)
    words = np.array(pieces, dtype=object)
    looks = np.broadcast_to(words[:, None], codes.shape)
    looked = np.broadcast_to(words[None, :], codes.shape)
    return np.stack([looks, looked, names[codes.astype(int)]], axis=-1)


def _steps(tones: Sequence[str]) -> list[tuple[float, str]]:
    """A scale with one plain colour for each whole number."""
    count = len(tones)
    return [(edge / count, tone) for n, tone in enumerate(tones) for edge in (n, n + 1)]


def ways_bars(
    weights: Mapping[str, np.ndarray], tokens: Sequence[str], seen: np.ndarray, texts: Texts, colours: Palette
) -> go.Figure:
    """One row of attention under each way of masking; the shaded part is hidden from it."""
    figure = blank(texts["title"], height=360)
    markers = {
        "infinity": {"color": colours.accent},
        "large": {"color": colours.key},
        "small": {"color": colours.value},
        "zero": {"color": colours.negative},
    }
    add_bars_by_token(figure, weights, markers, tokens, texts)
    for index in np.flatnonzero(~seen):
        figure.add_vrect(
            x0=index - 0.5,
            x1=index + 0.5,
            fillcolor=colours.neutral,
            opacity=0.55,
            layer="below",
            line_width=0,
        )
    _name_tokens(figure, tokens)
    figure.update_yaxes(title_text=texts["y"])
    figure.update_layout(showlegend=True, barmode="group")
    return figure


def guesses(
    lines: Mapping[str, np.ndarray], tokens: Sequence[str], texts: Texts, colours: Palette
) -> go.Figure:
    """Probability that each true next word was given, word by word, one line for each reader."""
    figure = blank(texts["title"], height=360)
    looks = {
        "causal": (colours.accent, "solid", "circle"),
        "whole": (colours.negative, "solid", "square"),
        "beginning": (colours.negative, "dot", "square-open"),
    }
    for name, values in lines.items():
        colour, dash, symbol = looks[name]
        figure.add_scatter(
            x=list(range(len(tokens))),
            y=values.astype(np.float32),
            name=texts[name],
            mode="lines+markers",
            line={"color": colour, "width": 2, "dash": dash},
            marker={"size": 8, "symbol": symbol},
            customdata=list(tokens),
            hovertemplate=texts["hover"],
        )
    _name_tokens(figure, tokens)
    figure.update_yaxes(title_text=texts["y"], range=[-0.03, 1.03], tickformat=".0%")
    figure.update_layout(showlegend=True)
    return figure


def decoder_curves(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """Teacher-forced training loss of both decoders; the two diamonds are what is left without a future."""
    figure = blank(words("title"), height=400)
    last = max(point["step"] for run in numbers["masks"].values() for point in run["curve"])
    looks = (("causal", "causal_beginning", colours.accent), ("none", "none_beginning", colours.negative))
    for mask, beginning, colour in looks:
        run = numbers["masks"][mask]
        figure.add_scatter(
            x=[point["step"] for point in run["curve"]],
            y=[point["loss"] for point in run["curve"]],
            name=words(mask),
            mode="lines",
            line={"color": colour, "width": 3},
            hovertemplate=words("hover"),
        )
        figure.add_scatter(
            x=[last],
            y=[run["beginning"]],
            name=words(beginning),
            mode="markers",
            marker={"color": colour, "size": 13, "symbol": "diamond"},
            hovertemplate=words("hover_beginning"),
        )
    figure.update_xaxes(title_text=words("x"))
    figure.update_yaxes(title_text=words("y"), rangemode="tozero")
    figure.update_layout(showlegend=True)
    return figure


def leakage_maps(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """For each mask: how far output t moves when token s is exchanged; blank where not at all."""
    masks = numbers["masks"]
    titles = [words(name) for name in masks]
    figure = make_subplots(
        rows=2, cols=3, vertical_spacing=0.16, horizontal_spacing=0.06, subplot_titles=titles
    )
    for number, mask in enumerate(masks.values()):
        change = np.array(mask["last"], dtype=np.float32)  # (T, S)
        change[~np.array(mask["real"])] = np.nan  # padding has no output to speak of
        figure.add_heatmap(
            z=np.where(change == 0, np.nan, np.log10(np.maximum(change, LEAST_SHOWN))),
            customdata=change,
            coloraxis="coloraxis",
            xgap=1,
            ygap=1,
            hovertemplate=words("hover"),
            row=number // 3 + 1,
            col=number % 3 + 1,
        )
    apply_look(figure, words("title"), height=560, margin={"t": 90})
    figure.update_layout(
        coloraxis={"colorscale": sequential(colours), "colorbar": {"thickness": 12, "title": words("scale")}}
    )
    figure.update_xaxes(showgrid=False, zeroline=False, constrain="domain", dtick=2)
    figure.update_yaxes(showgrid=False, zeroline=False, autorange="reversed", dtick=2)
    figure.update_xaxes(title_text=words("x"), row=2)
    figure.update_yaxes(title_text=words("y"), col=1)
    return figure


def padding_moves(numbers: Mapping[str, Any], words: Words, colours: Palette) -> go.Figure:
    """How far probabilities move with so many paddings behind each sentence, with the mask and without."""
    figure = blank(words("title"), height=400)
    added = [str(point["added"]) for point in numbers["points"]]
    for name, (mask, what) in PADDING_LINES.items():
        moves = [point[mask] for point in numbers["points"]]
        colour = colours.accent if mask == "masked" else colours.negative
        figure.add_scatter(
            x=added,
            y=[move[what] for move in moves],
            name=words(name),
            mode="lines+markers",
            line={"color": colour, "width": 2, "dash": "solid" if what == "mean_move" else "dot"},
            marker={"size": 8},
            customdata=[[move["accuracy"], move["flipped"]] for move in moves],
            hovertemplate=words("hover"),
        )
    figure.update_xaxes(title_text=words("x"), type="category")
    figure.update_yaxes(title_text=words("y"), rangemode="tozero")
    figure.update_layout(showlegend=True)
    return figure


def _name_tokens(figure: go.Figure, tokens: Sequence[str]) -> None:
    """A token at each whole number of the x axis."""
    figure.update_xaxes(
        tickvals=list(range(len(tokens))),
        ticktext=list(tokens),
        tickangle=-40,
        showgrid=False,
        automargin=True,
    )
