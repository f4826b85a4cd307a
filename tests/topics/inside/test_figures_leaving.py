"""The figures of leaving early show the numbers they are given."""

import math

from core.app.figures.palette import DARK, LIGHT
from core.topics.inside.figures_leaving import FADED, exit_sureness, forming_with_exits, leaving_shares
from core.topics.inside.leaving import ExitVerdict
from tests.support.figures import Keys, all_differ, assert_shows, trace_of

STAGES = ["embeddings", "layer 1", "layer 2", "layer 3"]
SHY = ExitVerdict(1, -1.0, 0.3, 4.0)
SURE = ExitVerdict(2, 3.0, 0.9, 2.5)
CLOSED = ExitVerdict(3, 2.0, 0.8, math.inf)


def test_exits_stand_beside_the_lens_and_a_ring_where_the_sentence_leaves() -> None:
    figure = forming_with_exits([0.5, 0.4, 0.6, 0.9], STAGES, [SHY, SURE, CLOSED], Keys(), LIGHT)
    assert_shows(trace_of(figure, "lens"), x=STAGES, y=[0.5, 0.4, 0.6, 0.9], hovertemplate="hover")
    exits = trace_of(figure, "exits")
    assert_shows(exits, x=STAGES[1:], y=[0.3, 0.9, 0.8], customdata=[[-1], [3], [2]])
    assert_shows(exits, hovertemplate="hover_exits", mode="lines+markers")
    assert_shows(exits.marker, color=[LIGHT.negative, LIGHT.positive, LIGHT.positive], symbol="diamond")
    ring = trace_of(figure, "leaves")
    assert_shows(ring, x=["layer 2"], y=[0.9], mode="markers")
    assert ring.marker.symbol == "circle-open"
    assert_shows(figure.layout.shapes[-1], x0=2, x1=2, line_color=LIGHT.accent)
    assert_shows(figure.layout, title_text="title", yaxis_title_text="y", showlegend=True)
    assert all_differ((trace.line.color, trace.line.dash) for trace in figure.data[:2])


def test_a_sentence_that_stays_has_no_ring() -> None:
    figure = forming_with_exits([0.5, 0.4, 0.6, 0.9], STAGES, [SHY, CLOSED], Keys(), DARK)
    assert [trace.name for trace in figure.data] == ["lens", "exits"]
    assert len(figure.layout.shapes) == 1  # one half


def test_a_bar_an_exit_and_a_stroke_where_it_opens() -> None:
    figure = exit_sureness([SHY, SURE, CLOSED], STAGES[1:], Keys(), LIGHT)
    bars, strokes = figure.data
    assert_shows(bars, type="bar", x=STAGES[1:], y=[1, 3, 2], hovertemplate="hover", showlegend=False)
    assert_shows(bars, customdata=[[-1, "4.00"], [3, "2.50"], [2, "∞"]])
    assert_shows(bars.marker, color=[LIGHT.negative, LIGHT.positive, LIGHT.positive], opacity=[1, 1, FADED])
    assert_shows(strokes, x=STAGES[1:3], y=[4, 2.5], name="threshold", hovertemplate="hover_threshold")
    assert_shows(strokes.marker, symbol="line-ew-open", color=LIGHT.text)
    assert_shows(figure.layout, title_text="title", yaxis_title_text="y", xaxis_type="category")
    whole = exit_sureness([SHY, CLOSED], STAGES[1:], Keys(), LIGHT)
    assert_shows(whole.data[0].marker, opacity=[1, 1])  # all are computed


def test_shares_mark_where_this_sentence_leaves() -> None:
    figure = leaving_shares([0.25, 0.5, 0.25], ["1", "2", "end"], 1, Keys(), LIGHT)
    (bars,) = figure.data
    assert_shows(bars, x=[0.25, 0.5, 0.25], y=["1", "2", "end"], text=["25%", "50%", "25%"])
    assert_shows(bars, orientation="h", hovertemplate="hover")
    assert_shows(bars, marker_color=[LIGHT.muted, LIGHT.accent, LIGHT.muted])
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", xaxis_tickformat=".0%")
    assert_shows(figure.layout.yaxis, type="category", autorange="reversed")
