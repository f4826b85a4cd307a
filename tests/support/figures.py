"""What a figure shows, to be compared with what it was given.

`Keys` and `words` stand for the texts of a page and of an experiment: each text is its own key, so that a
test sees which text stands where.
"""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import plotly.graph_objects as go

from core.app.figures.chart import make_room


class Keys(dict[str, str]):
    """Every text is its own key."""

    def __missing__(self, key: str) -> str:
        return key


def words(part: str, **parameters: object) -> str:
    """A text's key and its parameters: `words("rate", value=3)` is `rate value=3`."""
    return " ".join([part, *(f"{name}={value}" for name, value in parameters.items())])


def trace_of(figure: go.Figure, name: str, xaxis: str | None = None) -> Any:
    """The one trace of this name (on this x-axis)."""
    traces = [trace for trace in figure.data if trace.name == name and xaxis in (None, trace.xaxis or "x")]
    assert len(traces) == 1, f"{len(traces)} of {[trace.name for trace in figure.data]} are named {name}"
    return traces[0]


def traces_of(figure: go.Figure, kind: str) -> list[Any]:
    """The traces of a type, such as `heatmap`."""
    return [trace for trace in figure.data if trace.type == kind]


def assert_shows(part: Any, **expected: object) -> None:
    """A part of a figure has these values: `assert_shows(trace, x=[1, 2], line_color="red")`.

    The part is a trace, the layout or one of their parts. Arrays, lists and tuples are compared number by
    number, relative to 1e-6; NaN equals NaN.
    """
    for name, value in expected.items():
        shown, expected_value = plain(part[name]), plain(value)
        assert same(shown, expected_value), f"{name} is {shown}, not {expected_value}"


def with_room(figure: go.Figure) -> go.Figure:
    """The figure as it is finished: with room for its titles and its legend."""
    finished = figure.to_dict()
    make_room(finished)
    return go.Figure(finished)


def titles(figure: go.Figure) -> list[str]:
    """The texts of its notes, which the titles of several charts in one figure are too."""
    return [note.text for note in figure.layout.annotations]


def plain(value: Any) -> Any:
    """Arrays and tuples as lists, parts of a figure as dictionaries."""
    if hasattr(value, "to_plotly_json"):
        value = value.to_plotly_json()
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, np.ndarray):
        value = value.tolist()
    return [plain(part) for part in value] if isinstance(value, list | tuple | range) else value


def same(first: Any, second: Any) -> bool:
    """Equal, and numbers nearly so."""
    if isinstance(first, list) and isinstance(second, list):
        return len(first) == len(second) and all(map(same, first, second))
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(same(first[key], second[key]) for key in first)
    if _is_number(first) and _is_number(second):
        both_nan = math.isnan(first) and math.isnan(second)
        return both_nan or math.isclose(first, second, rel_tol=1e-6, abs_tol=1e-9)
    return type(first) is type(second) and first == second


def all_differ(looks: Iterable[object]) -> bool:
    """No two are alike, such as colours and dashes of lines."""
    values = list(map(plain, looks))
    return all(value not in values[:number] for number, value in enumerate(values))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
