"""The helpers of the figures' tests notice what differs."""

import numpy as np
import plotly.graph_objects as go
import pytest

from tests.support.figures import all_differ, assert_shows, trace_of

FIGURE = go.Figure(
    [{"name": "a", "x": np.array([1.0, np.nan]), "y": [3, None], "line": {"color": "red"}}, {"name": "b"}],
    {"xaxis": {"title": {"text": "time"}}},
)


def test_what_is_shown_passes() -> None:
    assert_shows(trace_of(FIGURE, "a"), x=[1, np.nan], y=(3, None), line_color="red", line={"color": "red"})
    assert_shows(FIGURE.layout, xaxis_title_text="time", yaxis_title_text=None)


def test_what_is_not_shown_fails() -> None:
    for other in (
        {"x": [1.001, np.nan]},
        {"x": [1.0]},
        {"y": [3, 0]},
        {"line_color": None},
        {"mode": "lines"},
    ):
        with pytest.raises(AssertionError, match=f"{next(iter(other))} is "):
            assert_shows(trace_of(FIGURE, "a"), **other)


def test_a_name_must_be_there_once() -> None:
    for figure, name in ((FIGURE, "c"), (go.Figure([{"name": "a"}] * 2), "a")):
        with pytest.raises(AssertionError, match=f"are named {name}"):
            trace_of(figure, name)


def test_looks_that_are_alike_are_found() -> None:
    assert all_differ([("red", "dot"), ("red", "dash")])
    assert not all_differ([("red", "dot"), ["red", "dot"]])
