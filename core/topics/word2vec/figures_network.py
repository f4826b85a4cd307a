"""word2vec's network with one example in it: given words, hidden numbers, and the words that are scored."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from core.app.figures.chart import blank
from core.app.figures.palette import Palette, diverging
from core.base.numbers import number_text

Texts = Mapping[str, str]

MOST_CELLS = 16  # hidden numbers that are drawn
GIVEN, STRIP, WORDS, COLUMNS = 0.2, (0.27, 0.4), 0.5, (0.84, 0.955, 1.07)  # from left to right
HEAD, FOOT = 1.0, -0.04  # heights of what stands over and under the columns, which reach from 1 to 0
ABOVE, BELOW = 1.12, -0.08  # heights at which the picture ends
LETTERS = 12  # pixels
MOST_LETTERS = 9  # of a word
WIDEST = 6.0  # pixels of the strongest edge
GATHERED = 0.4  # of the height: where edges meet the hidden numbers
STRAIGHT = 0.3  # of an edge: its end, on which the arrow's head lies
ARROW, NODE = (
    6,
    6.5,
)  # pixels: of an arrow's head beyond its line's width, and from a node's middle to its rim
PALE = 2.4  # times the largest hidden number is the full colour, on which its digits would not be read


@dataclass(frozen=True, eq=False)
class Pass:
    """One way through the network: C given words, D hidden numbers, N scored words, the target first.

    `columns` are three numbers of each scored word by their headings; the first colours its edge. `unseen`
    words are scored too and not drawn.
    """

    given: Sequence[str]
    places: Sequence[int]  # where each given word's one-hot row has its 1
    cells: np.ndarray  # (D,): h, or the gradient at h
    words: Sequence[str]
    columns: Mapping[str, np.ndarray]  # (N,) each
    unseen: int
    is_centre_given: bool  # skip-gram
    is_back: bool


def network(shown: Pass, texts: Texts, colours: Palette) -> go.Figure:
    """The network from left to right; an edge's colour is its number's sign, its width how large it is."""
    figure = blank(texts["title"], height=390)
    given, words = _heights(len(shown.given)), _heights(len(shown.words))
    ends = (colours.query, colours.key) if shown.is_centre_given else (colours.key, colours.query)
    for height in given:
        line = {"color": colours.muted, "width": 1.5}
        _edge(figure, (GIVEN, height), (STRIP[0], _gathered(height)), line, shown.is_back)
    strengths = next(iter(shown.columns.values()))
    largest = float(np.abs(strengths).max()) or 1.0
    for height, strength in zip(words, strengths, strict=True):
        share = abs(float(strength)) / largest
        colour = colours.positive if strength > 0 else colours.negative if strength < 0 else colours.muted
        line = {"color": colour, "width": 1 + (WIDEST - 1) * share}
        _edge(figure, (STRIP[1], _gathered(height)), (WORDS, height), line, shown.is_back)
    _strip(figure, shown.cells, texts, colours)
    _rules(figure, len(words), colours)
    _nodes(figure, GIVEN, given, shown.given, [ends[0]] * len(given), "middle left")
    figure.data[-1].update(name="given_words", customdata=shown.places, hovertemplate=texts["given_hover"])
    tones = [ends[1], *[colours.muted] * (len(words) - 1)]
    _nodes(figure, WORDS, words, shown.words, tones, "middle right")
    numbers = np.stack(list(shown.columns.values()), axis=-1)  # (N, 3)
    figure.data[-1].update(name="words", customdata=numbers, hovertemplate=texts["hover"])
    for x, (heading, column) in zip(COLUMNS, shown.columns.items(), strict=True):
        _numbers(figure, x, words, heading, column)
    _heads(figure, shown, texts, colours)
    hidden = {"visible": False, "fixedrange": True}
    figure.update_xaxes(**hidden, range=[0, COLUMNS[-1] + 0.01])
    figure.update_yaxes(**hidden, range=[BELOW, ABOVE])
    figure.update_layout(margin={"l": 2, "r": 2, "t": 40, "b": 2}, hovermode="closest")
    return figure


def _heights(count: int) -> np.ndarray:
    """The middles of so many equal parts of the height, from above."""
    return 1 - (np.arange(count) + 0.5) / count


def _gathered(height: float) -> float:
    """Where an edge from this height meets the hidden numbers: nearer to their middle."""
    return 0.5 + (height - 0.5) * GATHERED


def _edge(
    figure: go.Figure,
    left: tuple[float, float],
    right: tuple[float, float],
    line: Mapping[str, Any],
    is_back: bool,
) -> None:
    """A smooth line to where its number goes, with an arrow's head there."""
    start, end = (right, left) if is_back else (left, right)
    along = np.linspace(0, 1, 31)
    part = np.clip(along / (1 - STRAIGHT), 0, 1)
    bent = part**2 * (3 - 2 * part)
    only_last = along == 1
    clear = ARROW * 0.6 + (NODE if end[0] in (GIVEN, WORDS) else 0)
    head = {"symbol": "triangle-up", "angleref": "previous", "color": line["color"], "opacity": 1}
    figure.add_scatter(
        x=start[0] + (end[0] - start[0]) * along,
        y=start[1] + (end[1] - start[1]) * bent,
        mode="lines+markers",
        line=line,
        marker={**head, "size": only_last * (ARROW + line["width"]), "standoff": only_last * clear},
        hoverinfo="skip",
        name="edge",
    )


def _strip(figure: go.Figure, cells: np.ndarray, texts: Texts, colours: Palette) -> None:
    """The hidden numbers below each other, the first on top."""
    drawn = cells[:MOST_CELLS].astype(np.float32)
    full = PALE * float(np.abs(drawn).max()) or 1.0
    figure.add_heatmap(
        z=drawn[:, None],
        x=list(STRIP),
        y=np.linspace(1, 0, len(drawn) + 1),
        customdata=np.arange(1, len(drawn) + 1)[:, None],
        colorscale=diverging(colours),
        zmin=-full,
        zmax=full,
        showscale=False,
        ygap=1,
        text=[[_written(cell, 3)] for cell in drawn.tolist()],
        texttemplate="%{text}",
        textfont={"size": LETTERS - 1, "color": colours.text},
        hovertemplate=texts["cell"],
    )


def _rules(figure: go.Figure, count: int, colours: Palette) -> None:
    """A thin line between one scored word and the next, for the eye on its way to the numbers."""
    x = [WORDS, COLUMNS[-1], None] * (count - 1)
    y = [1 - number / count for number in range(1, count) for _ in range(3)]
    line = {"color": colours.border, "width": 1}
    figure.add_scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", name="rules")


def _nodes(
    figure: go.Figure, x: float, heights: np.ndarray, words: Sequence[str], tones: Sequence[str], side: str
) -> None:
    """Words beside their nodes."""
    figure.add_scatter(
        x=[x] * len(heights),
        y=heights,
        mode="markers+text",
        marker={"size": 2 * NODE, "color": list(tones)},
        text=[html.escape(_short(word), quote=False) for word in words],
        hovertext=[html.escape(word, quote=False) for word in words],
        textposition=side,
        textfont={"size": LETTERS},
    )


def _numbers(figure: go.Figure, x: float, heights: np.ndarray, heading: str, column: np.ndarray) -> None:
    """A column of numbers, which end at `x`; whole ones without decimals."""
    digits = 3 if np.mod(column, 1).any() else 0
    figure.add_scatter(
        x=[x] * len(heights),
        y=heights,
        mode="text",
        text=[_written(number, digits) for number in column.tolist()],
        textposition="middle left",
        textfont={"size": LETTERS},
        hoverinfo="skip",
        name=heading,
    )


def _written(number: float, digits: int) -> str:
    """A number with so many decimals, without a minus where they are all 0."""
    return number_text(round(number, digits) + 0.0, f".{digits}f")


def _short(word: str) -> str:
    """A word as a phone has room for it."""
    return word if len(word) <= MOST_LETTERS else f"{word[: MOST_LETTERS - 1]}…"


def _heads(figure: go.Figure, shown: Pass, texts: Texts, colours: Palette) -> None:
    """What each column is, and under it how much of it is left out."""
    left = len(shown.cells) - MOST_CELLS
    middle = sum(STRIP) / 2
    notes = [
        (GIVEN - 0.06, HEAD, texts["given"], "top center"),
        (middle, HEAD, texts["hidden"], "top center"),
    ]
    notes += [(WORDS - 0.02, HEAD, texts["words"], "top right")]
    notes += [(x, HEAD, name, "top left") for x, name in zip(COLUMNS, shown.columns, strict=True)]
    if left > 0:
        notes.append((middle, FOOT, f"… {len(shown.cells)}", "middle center"))
    if shown.unseen:
        notes.append((WORDS, FOOT, texts["unseen"], "middle right"))
    x, y, written, sides = zip(*notes, strict=True)
    font = {"size": LETTERS, "color": colours.muted}
    look = {"mode": "text", "textposition": sides, "textfont": font, "hoverinfo": "skip"}
    figure.add_scatter(x=x, y=y, text=written, **look, name="heads")
