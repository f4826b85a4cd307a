"""Figures as they go to the browser, kept: the same picture is drawn once for all visitors.

Plotly checks every value of a figure as it is set, some 40 ms of the processor a picture; the same data,
texts and colours make the same picture.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import plotly.io
from plotly.basedatatypes import BaseFigure

from core.app.figures.chart import make_room
from core.app.figures.fingerprint import NoFingerprint, fingerprint
from core.app.figures.palette import Palette
from core.app.figures.percent import in_language
from core.app.figures.plain import Plain, title_of
from core.app.figures.tags import tags_as_texts
from core.app.figures.template import put_on
from core.base.kept import Kept

MOST_LETTERS = 24_000_000  # of JSON, of all pictures that are kept


Translator = Callable[..., str]


class Finished(BaseFigure):
    """A figure that nothing changes any more, as plain data."""

    def __init__(self, plain: Plain) -> None:
        """Of the figure's own state there is none: it is neither changed nor read, but by `to_dict`."""
        self._plain = plain

    def to_dict(self) -> Plain:
        return self._plain

    @property
    def title(self) -> str | None:
        return title_of(self._plain["layout"])


@dataclass(frozen=True)
class Drawn:
    """A picture, the texts that it was drawn with, and how many letters of JSON it is."""

    picture: Finished
    texts: tuple[tuple[str, dict[str, object], str], ...]
    letters: int


_kept: Kept[Drawn] = Kept(MOST_LETTERS, weight=lambda drawn: drawn.letters)


def finish(figure: Any, language: str, colours: Palette) -> Finished:
    """A figure in our look, with room for its titles, and numbers in the style of the language."""
    return _finish(figure, language, colours)[0]


def finished(
    draw: Callable[[Translator], Any], inputs: Any, t: Translator, language: str, colours: Palette
) -> Finished:
    """What `draw` makes with a translator, kept under `inputs`, which are all else that it depends on.

    Its texts are asked for each time, so that whoever listens hears of them; others make another picture.
    """
    try:
        key = (language, fingerprint((inputs, colours)))
    except NoFingerprint:
        return finish(draw(t), language, colours)
    kept = _kept.get(key)
    if kept and all(t(name, **parameters) == text for name, parameters, text in kept.texts):
        return kept.picture
    asked: list[tuple[str, dict[str, object], str]] = []

    def heard(name: str, /, **parameters: object) -> str:  # texts may have a parameter called name
        text = t(name, **parameters)
        asked.append((name, parameters, text))
        return text

    picture, letters = _finish(draw(heard), language, colours)
    _kept.put(key, Drawn(picture, tuple(asked), letters))
    return picture


def _finish(figure: Any, language: str, colours: Palette) -> tuple[Finished, int]:
    plain: Plain = figure.to_dict()
    put_on(plain["layout"], colours)
    make_room(plain)
    in_language(plain, language)
    written = tags_as_texts(plotly.io.to_json(plain, validate=False))
    return Finished(json.loads(written)), len(written)
