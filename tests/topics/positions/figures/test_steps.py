"""The story's small pictures, from hand-made numbers."""

import numpy as np
import pytest

from core.app.figures.palette import LIGHT
from core.topics.positions.figures.positions import circles
from core.topics.positions.figures.steps import (
    HEIGHT,
    MOST_NAMED,
    crossings,
    digits_map,
    growing,
    pair_arrows,
)
from tests.support.figures import Keys, assert_shows


def test_each_token_goes_from_its_old_place_to_its_new_one() -> None:
    figure = crossings(["[CLS]", "b", "a", "[SEP]"], [0, 2, 1, 3], Keys(), LIGHT)
    *lines, above = figure.data
    ends = [[0, 0], [2, 1], [1, 2], [3, 3]]
    for line, places, token in zip(lines, ends, ["[CLS]", "b", "a", "[SEP]"], strict=True):
        assert_shows(line, x=places, y=[1, 0], customdata=[[token, *places]] * 2, hovertemplate="hover")
        assert line.line.color == (LIGHT.muted if places[0] == places[1] else LIGHT.position)
    assert_shows(above, x=[0, 1, 2, 3], y=[1] * 4, xaxis="x2", hoverinfo="skip")
    assert_shows(figure.layout.xaxis, tickvals=[0, 1, 2, 3], ticktext=["[CLS]", "b", "a", "[SEP]"])
    assert_shows(figure.layout.xaxis2, ticktext=["[CLS]", "a", "b", "[SEP]"], side="top")
    assert_shows(figure.layout, title_text="title", height=HEIGHT)


def test_too_many_tokens_are_not_named() -> None:
    count = MOST_NAMED + 1
    figure = crossings(["a"] * count, range(count), Keys(), LIGHT)
    assert (figure.layout.xaxis.showticklabels, figure.layout.xaxis2.showticklabels) == (False, False)


def test_a_length_grows_beside_one_that_stays_with_a_dot_at_the_chosen_position() -> None:
    figure = growing(1.5, np.array([1.5, 4.0, 8.25]), 2, Keys(), LIGHT)
    added, alone, dot = figure.data
    assert_shows(added, x=[0, 1, 2], y=[1.5, 4, 8.25], name="added", hovertemplate="hover")
    assert_shows(alone, x=[0, 1, 2], y=[1.5] * 3, name="alone", hovertemplate="hover")
    assert_shows(dot, x=[2], y=[8.25], showlegend=False)
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y", height=HEIGHT)


def test_the_chosen_position_and_the_next_are_framed_in_the_map_of_digits() -> None:
    digits = np.array([[0, 0], [1, 0], [0, 1], [1, 1]])
    figure = digits_map(digits, 1, Keys(), LIGHT)
    (cells,) = figure.data
    assert_shows(cells, z=np.float32(digits), hovertemplate="hover", showscale=False)
    (frame,) = figure.layout.shapes
    assert (frame.x0, frame.x1, frame.y0, frame.y1) == (-0.5, 1.5, 0.5, 2.5)
    assert_shows(figure.layout, title_text="title", yaxis_autorange="reversed", height=HEIGHT)


def test_arrows_of_query_and_key_point_their_way_in_each_circle() -> None:
    query, key = np.array([[0.0, 2.0], [3.0, 4.0]]), np.array([[-0.5, 0.0], [0.0, 0.0]])
    figure = pair_arrows(query, key, ["first", "second"], Keys(), LIGHT)
    arrows = [trace for trace in figure.data if trace.hoverinfo != "skip"]
    ends = [(trace.x[1], trace.y[1]) for trace in arrows]
    assert ends == [pytest.approx(end) for end in ((0, 1), (-1, 0), (0.6, 0.8), (0, 0))]
    assert [trace.xaxis for trace in arrows] == ["x", "x", "x2", "x2"]
    assert [trace.name for trace in arrows] == ["query", "key"] * 2
    assert [trace.showlegend for trace in arrows] == [True, True, False, False]
    assert [trace.line.color for trace in arrows] == [LIGHT.query, LIGHT.key] * 2
    assert [note.text for note in figure.layout.annotations] == ["first", "second"]


def test_the_latest_hand_is_the_strongest_also_where_it_is_the_only_one() -> None:
    for count in (1, 5):
        figure = circles(np.zeros((count, 1)), ["pair"], Keys(), LIGHT)
        red, green, blue = (int(LIGHT.position[at : at + 2], 16) for at in (1, 3, 5))
        assert figure.data[-1].line.color.replace(" ", "") == f"rgb({red},{green},{blue})"
