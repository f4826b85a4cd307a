"""Kept figures: the same as if drawn anew, drawn once, and another one where anything in them differs."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import plotly.graph_objects as go
import plotly.io
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.app.figures.chart import blank, make_room
from core.app.figures.fingerprint import NoFingerprint, fingerprint
from core.app.figures.finished import finish, finished
from core.app.figures.palette import palette
from core.app.figures.percent import in_language
from core.app.figures.template import put_on

LIGHT = palette("light")
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda parts: st.lists(parts) | st.dictionaries(st.text(), parts) | st.tuples(parts, parts),
    max_leaves=8,
)


def bars(values: Any, title: str) -> Any:
    figure = blank(title)
    figure.add_bar(x=["a", "b"], y=values, hovertemplate="%{y:.1%}")
    return figure


class Drawing:
    """Bars that count how often they are drawn."""

    def __init__(self, values: Any) -> None:
        self.values, self.times = values, 0

    def __call__(self, t: Callable[..., str]) -> Any:
        self.times += 1
        return bars(self.values, t("a.title", count=2))


def told(name: str, /, **parameters: object) -> str:
    return f"{name} {parameters}"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_finished_figure_is_the_figure_s_own_json(language: str) -> None:
    values = np.array([0.5, float("nan")], dtype=np.float32)
    figure = bars(values, "a long title").to_dict()
    make_room(figure)
    in_language(figure, language)
    put_on(figure["layout"], LIGHT)
    picture = finish(bars(values, "a long title"), language, LIGHT)
    assert picture.title == "a long title"
    # Plotly itself, which checks each name and value, finds nothing to change in it.
    assert json.loads(go.Figure(picture.to_dict()).to_json()) == json.loads(plotly.io.to_json(figure))


def test_the_same_picture_is_drawn_once_and_its_texts_are_heard_of_again() -> None:
    drawing = Drawing([1, 2])
    heard: list[str] = []

    def listening(name: str, **parameters: object) -> str:
        heard.append(name)
        return told(name, **parameters)

    first = finished(drawing, ("once", [1, 2]), listening, "en", LIGHT)
    assert finished(drawing, ("once", [1, 2]), listening, "en", LIGHT) is first
    assert drawing.times == 1
    assert heard == ["a.title", "a.title"]


def test_a_text_may_have_a_parameter_called_name() -> None:
    title = finished(lambda t: blank(t("a.title", name="b")), ("named",), told, "en", LIGHT).title
    assert title == told("a.title", name="b")


def test_other_inputs_texts_or_languages_are_other_pictures() -> None:
    drawing = Drawing([1, 2])
    for inputs, language, title in (
        (("other", [1, 2]), "en", "one"),
        (("other", [1, 3]), "en", "one"),
        (("other", [1, 2]), "zh", "one"),
        (("other", [1, 2]), "en", "two"),
    ):
        picture = finished(drawing, inputs, lambda *_, title=title, **__: title, language, LIGHT)
        assert picture.title == title
    assert drawing.times == 4


def test_a_picture_of_what_has_no_fingerprint_is_drawn_each_time() -> None:
    drawing = Drawing([1, 2])
    for _ in range(2):
        assert json.loads(json.dumps(finished(drawing, lambda: None, told, "en", LIGHT).to_dict()))
    assert drawing.times == 2


@given(PLAIN, PLAIN)
def test_fingerprints_are_equal_where_values_are(one: Any, other: Any) -> None:
    assert (fingerprint(one) == fingerprint(other)) == (repr(one) == repr(other))


def test_arrays_differ_by_values_shape_and_type() -> None:
    array = np.arange(6.0)
    others = [array[::-1], array.reshape(2, 3), array.astype(np.float32), array[:5], array.tolist()]
    assert fingerprint(array) == fingerprint(array.copy())
    assert len({fingerprint(one) for one in [array, *others]}) == 6
    assert fingerprint(array[::2]) == fingerprint(np.array([0.0, 2.0, 4.0]))


def test_functions_are_told_by_their_names_and_what_is_given_to_them() -> None:
    assert fingerprint(bars) != fingerprint(told)
    assert fingerprint(partial(bars, title="a")) != fingerprint(partial(bars, title="b"))
    assert fingerprint(LIGHT) != fingerprint(replace(LIGHT, text="#000001"))
    for unknown in (lambda: None, object(), Drawing([1])):
        with pytest.raises(NoFingerprint):
            fingerprint(unknown)
