"""Titles within a picture, of parts and axes, in lines that a phone has room for: Plotly wraps none."""

import re
from typing import Any
from unicodedata import east_asian_width

import plotly.graph_objects as go

PHONE = 44  # letters that stand side by side on a phone; a Chinese character takes the place of two
BETWEEN = 4  # letters of room between two pictures
LINE = 17  # pixels
# What must not be torn apart: a word with what follows it, a Chinese character with its punctuation.
PIECES = re.compile(r"[（“]*[⺀-鿿][，。；：、！？）”]*|(?:(?![⺀-鿿])\S)+\s*|\s+")


def fold_titles(figure: go.Figure) -> None:
    """Break long titles of parts and x axes, and make room for their lines."""
    columns = len({tuple(axis.domain or (0, 1)) for axis in figure.select_xaxes()}) or 1
    most = (PHONE - BETWEEN * (columns - 1)) // columns
    for axis in figure.select_xaxes():
        if is_long(axis.title.text, most):
            axis.update(title_text=folded(axis.title.text, most), automargin=True)
    notes = [note for note in figure.layout.annotations if is_subtitle(note) and is_long(note.text, most)]
    for note in notes:
        note.text = folded(note.text, most)
    if notes:
        own = figure.layout.margin.t
        above = figure.layout.template.layout.margin.t if own is None else own
        figure.layout.margin.t = (above or 0) + LINE * max(note.text.count("<br>") for note in notes)


def is_subtitle(note: Any) -> bool:
    """Whether an annotation is the title of one of the pictures in the uppermost row."""
    return note.xref == note.yref == "paper" and note.y == 1 and not note.showarrow


def is_long(text: str | None, most: int) -> bool:
    """Whether a title that has no lines yet needs some."""
    return text is not None and "<" not in text and width_of(text) > most


def width_of(text: str) -> int:
    """Letters' worth of room."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def folded(text: str, most: int) -> str:
    """Text in lines of at most `most` letters, as far as its words allow, and about equally long."""
    count = len(_lines(text, most))
    narrowest = next(width for width in range(1, most + 1) if len(_lines(text, width)) == count)
    return "<br>".join(_lines(text, narrowest))


def _lines(text: str, most: int) -> list[str]:
    """As few lines as they can be."""
    lines = [""]
    for piece in PIECES.findall(text):
        if lines[-1] and width_of(lines[-1] + piece.rstrip()) > most:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]
