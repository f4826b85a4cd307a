"""The picture of word2vec's network shows the numbers it is given."""

import numpy as np
import pytest

from core.app.figures.palette import LIGHT
from core.topics.word2vec import figures_network as f
from tests.support.figures import Keys, assert_shows, trace_of, traces_of

TEXTS = Keys()


def shown(**changed):
    forward = {
        "given": ["king"],
        "places": [4],
        "cells": np.array([0.5, -0.25, 0.0001]),
        "words": ["<queen>", "incomprehensible"],
        "columns": {"u·h": np.array([1.5, -0.5]), "p": np.array([0.8, 0.4]), "y": np.array([1.0, 0.0])},
        "unseen": 0,
        "is_centre_given": True,
        "is_back": False,
    }
    return f.Pass(**(forward | changed))


def edges_of(figure):
    return [trace for trace in figure.data if trace.name == "edge"]


def test_words_numbers_and_cells_stand_in_their_columns() -> None:
    figure = f.network(shown(), TEXTS, LIGHT)
    assert_shows(figure.layout, title_text="title")
    given = trace_of(figure, "given_words")
    assert_shows(given, text=["king"], x=[f.GIVEN], y=[0.5], customdata=[4], marker_color=[LIGHT.query])
    assert_shows(
        trace_of(figure, "words"),
        text=["&lt;queen&gt;", "incompre…"],
        hovertext=["&lt;queen&gt;", "incomprehensible"],
        x=[f.WORDS] * 2,
        y=[0.75, 0.25],
        customdata=[[1.5, 0.8, 1], [-0.5, 0.4, 0]],
        marker_color=[LIGHT.key, LIGHT.muted],
        hovertemplate="hover",
    )
    told = {"u·h": ["1.500", "−0.500"], "p": ["0.800", "0.400"], "y": ["1", "0"]}
    for x, (heading, texts) in zip(f.COLUMNS, told.items(), strict=True):
        assert_shows(trace_of(figure, heading), x=[x] * 2, y=[0.75, 0.25], text=texts)
    (cells,) = traces_of(figure, "heatmap")
    assert_shows(cells, z=np.float32([[0.5], [-0.25], [0.0001]]), text=[["0.500"], ["−0.250"], ["0.000"]])
    assert_shows(cells, x=list(f.STRIP), y=[1, 2 / 3, 1 / 3, 0], customdata=[[1], [2], [3]])
    assert cells.zmin == -cells.zmax == pytest.approx(-0.5 * f.PALE)


def test_an_edge_has_its_number_s_sign_and_size_and_leads_where_it_goes() -> None:
    for is_back in (False, True):
        given, *scored = edges_of(f.network(shown(is_back=is_back), TEXTS, LIGHT))
        assert [edge.line.color for edge in (given, *scored)] == [LIGHT.muted, LIGHT.positive, LIGHT.negative]
        widths = [edge.line.width for edge in scored]
        assert widths == pytest.approx([f.WIDEST, 1 + (f.WIDEST - 1) / 3])
        start, end = (-1, 0) if is_back else (0, -1)
        assert [edge.x[start] for edge in (given, *scored)] == [f.GIVEN, f.STRIP[1], f.STRIP[1]]
        assert [edge.x[end] for edge in (given, *scored)] == [f.STRIP[0], f.WORDS, f.WORDS]
        assert [edge.y[end] for edge in scored] == [0.75, 0.25]
        assert all(edge.marker.size[-1] > 0 == max(edge.marker.size[:-1]) for edge in scored)


def test_nothing_learned_yet_has_thin_grey_edges() -> None:
    figure = f.network(shown(columns=dict.fromkeys("abc", np.zeros(2)), cells=np.zeros(3)), TEXTS, LIGHT)
    assert [(edge.line.color, edge.line.width) for edge in edges_of(figure)[1:]] == [(LIGHT.muted, 1)] * 2
    assert_shows(trace_of(figure, "a"), text=["0", "0"])


def test_what_is_left_out_is_counted() -> None:
    figure = f.network(shown(cells=np.ones(50), unseen=62, is_centre_given=False), TEXTS, LIGHT)
    (cells,) = traces_of(figure, "heatmap")
    assert np.shape(cells.z) == (f.MOST_CELLS, 1)
    heads = ["given", "hidden", "words", "u·h", "p", "y"]
    assert_shows(trace_of(figure, "heads"), text=[*heads, "… 50", "unseen"])
    assert_shows(trace_of(f.network(shown(), TEXTS, LIGHT), "heads"), text=heads)
    assert trace_of(figure, "words").marker.color[0] == LIGHT.query
