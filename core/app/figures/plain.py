"""Figures as plain data, the form in which the browser gets them: Plotly checks none of it again."""

import re
from collections.abc import Iterator
from typing import Any

Plain = dict[str, Any]
_AXIS = re.compile(r"[xy]axis\d*")


def axes_of(layout: Plain, letters: str = "xy") -> Iterator[Plain]:
    """The axes of a layout that lie along one of the `letters`."""
    return (axis for name, axis in layout.items() if _AXIS.fullmatch(name) and name[0] in letters)


def title_of(named: Plain) -> str | None:
    """The text of a title, of a layout or of an axis."""
    text: str | None = named.get("title", {}).get("text")
    return text
