"""Titles within a picture, of parts and axes, in lines that a phone has room for: Plotly wraps none."""

import re
from typing import TypeGuard
from unicodedata import east_asian_width

from core.app.figures.plain import Plain, axes_of, title_of
from core.app.figures.template import ABOVE

PHONE = 44  # letters that stand side by side on a phone; a Chinese character takes the place of two
BETWEEN = 4  # letters of room between two pictures
LINE = 17  # pixels
# What must not be torn apart: a word with what follows it, a Chinese character with its punctuation.
PIECES = re.compile(r"[（“]*[⺀-鿿][，。；：、！？）”]*|(?:(?![⺀-鿿])\S)+\s*|\s+")


def fold_titles(layout: Plain) -> None:
    """Break long titles of parts and x axes, and make room for their lines."""
    columns = len({tuple(axis.get("domain") or (0, 1)) for axis in axes_of(layout, "x")}) or 1
    most = (PHONE - BETWEEN * (columns - 1)) // columns
    for axis in axes_of(layout, "x"):
        if is_long(text := title_of(axis), most):
            axis["title"]["text"] = folded(text, most)
            axis["automargin"] = True
    notes = [note for note in layout.get("annotations", ()) if is_subtitle(note)]
    long = [note for note in notes if is_long(note.get("text"), most)]
    for note in long:
        note["text"] = folded(note["text"], most)
    if long:
        margin = layout.setdefault("margin", {})
        margin["t"] = margin.get("t", ABOVE) + LINE * max(note["text"].count("<br>") for note in long)


def is_subtitle(note: Plain) -> bool:
    """Whether an annotation is the title of one of the pictures in the uppermost row."""
    on_paper = note.get("xref") == note.get("yref") == "paper"
    return on_paper and note.get("y") == 1 and not note.get("showarrow")


def is_long(text: str | None, most: int) -> TypeGuard[str]:
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
