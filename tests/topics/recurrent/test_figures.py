"""What the figures of recurrent networks draw, and that a visitor's words stay words."""

import numpy as np
import pytest

from core.app.figures.palette import LIGHT, diverging, sequential
from core.topics.recurrent.figures import MOST_SHORT, looks, reading_lines, unit_map, unit_track
from tests.support.figures import Keys, all_differ, assert_shows, trace_of

TOKENS = ("a", "<b>good</b>", "R&B")
ESCAPED = ["a", "&lt;b&gt;good&lt;/b&gt;", "R&amp;B"]


def test_a_line_for_each_cell_with_how_far_each_word_moved_it() -> None:
    curves = {"lstm": np.array([0.5, 0.9, 0.8]), "gru": np.array([0.4, 0.4, 0.4]), "rnn": np.zeros(3)}
    figure = reading_lines(curves, TOKENS, Keys(), LIGHT)
    moves = {"lstm": [0, 40, -10], "gru": [-10, 0, 0], "rnn": [-50, 0, 0]}
    for name, values in curves.items():
        line = trace_of(figure, name)
        assert_shows(line, x=[0, 1, 2], y=values, line_color=getattr(LIGHT, name), hovertemplate="hover")
        assert_shows(line, customdata=[list(row) for row in zip(ESCAPED, moves[name], strict=True)])
        assert line.mode == "lines+markers"
    assert all_differ((line.line.dash, line.marker.symbol) for line in figure.data)  # not by colour alone
    (half,) = figure.layout.shapes
    assert_shows(half, y0=0.5, y1=0.5, line_color=LIGHT.muted)
    layout = figure.layout
    assert_shows(layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y", showlegend=True)
    assert_shows(layout.yaxis, tickformat=".0%", range=[-0.03, 1.03])
    assert_shows(layout.xaxis, ticktext=ESCAPED, tickvals=[0, 1, 2], range=[-0.5, 2.5], tickmode="array")


def test_one_cell_alone_needs_no_legend() -> None:
    assert reading_lines({"rnn": np.zeros(3)}, TOKENS, Keys(), LIGHT).layout.showlegend is False


def test_long_words_are_cut_on_the_axis_and_many_are_turned() -> None:
    words = ["x" * MOST_SHORT, "y" * (MOST_SHORT + 1)]
    axis = reading_lines({"rnn": np.zeros(2)}, words, Keys(), LIGHT).layout.xaxis
    assert_shows(axis, ticktext=[words[0], "y" * (MOST_SHORT - 1) + "…"])


def test_held_words_are_shaded() -> None:
    curves = {"lstm": np.zeros(3), "held": np.ones(3)}
    figure = reading_lines(curves, TOKENS, Keys(), LIGHT, between=(1, 2))
    (shade,) = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    assert_shows(shade, x0=0.5, x1=2.5, fillcolor=LIGHT.negative)


@pytest.mark.parametrize("gate", [True, False])
def test_units_stand_in_the_given_order_and_the_chosen_one_is_framed(gate: bool) -> None:
    values = np.array([[0.1, 0.9], [0.2, 0.8], [0.3, -0.7]], dtype=np.float32)
    figure = unit_map(values, [1, 0], TOKENS, gate, 0, Keys(), LIGHT)
    (heat,) = figure.data
    assert heat.z.dtype == np.float32
    assert_shows(heat, z=values.T[[1, 0]], x=[0, 1, 2], y=[0, 1], customdata=[[1] * 3, [0] * 3])
    assert_shows(heat, zmin=0 if gate else -0.9, zmax=1 if gate else 0.9, hovertemplate="hover")
    assert_shows(heat, colorscale=sequential(LIGHT) if gate else diverging(LIGHT))
    (frame,) = figure.layout.shapes
    assert_shows(frame, type="rect", x0=-0.5, x1=2.5, y0=0.5, y1=1.5, line_color=LIGHT.text)
    assert_shows(figure.layout.yaxis, ticktext=["1", "0"], tickvals=[0, 1], autorange="reversed")
    assert_shows(figure.layout, title_text="title", yaxis_title_text="y", yaxis_tickmode="array")
    assert_shows(figure.layout, xaxis_ticktext=ESCAPED)


def test_of_many_units_every_second_is_named_and_a_silent_state_keeps_a_scale() -> None:
    figure = unit_map(np.zeros((1, 60)), range(60), ["a"], False, 3, Keys(), LIGHT)
    assert_shows(figure.layout.yaxis, tickvals=range(0, 60, 2), ticktext=[str(n) for n in range(0, 60, 2)])
    assert_shows(figure.data[0], zmin=-1e-6, zmax=1e-6)


def test_a_track_draws_gates_thin_and_states_thick() -> None:
    lines = {name: np.full(3, number / 8) for number, name in enumerate(("forget", "input", "output"))}
    lines |= {
        name: np.full(3, -number) for number, name in enumerate(("candidate", "cell", "hidden"), start=1)
    }
    gates = ("forget", "input", "output")
    figure = unit_track(lines, gates, TOKENS, Keys(), LIGHT)
    for name, values in lines.items():
        line = trace_of(figure, name)
        assert_shows(line, x=[0, 1, 2], y=values, customdata=ESCAPED, hovertemplate="hover")
        assert_shows(line, mode="lines+markers", line_width=1.5 if name in gates else 3)
    assert all_differ(line.line.color for line in figure.data)
    assert all_differ(line.line.dash for line in figure.data)
    assert_shows(figure.layout, title_text="title", yaxis_title_text="y", showlegend=True)
    assert_shows(figure.layout.xaxis, range=[-0.5, 2.5], ticktext=ESCAPED)
    assert figure.layout.yaxis.zerolinecolor == LIGHT.muted


def test_gates_that_do_the_same_share_a_colour() -> None:
    gates = [{"forget": np.zeros(1), "input": np.zeros(1)}, {"update": np.zeros(1), "reset": np.zeros(1)}]
    lstm, gru = ([line.line.color for line in unit_track(own, (), "a", Keys(), LIGHT).data] for own in gates)
    assert lstm == gru


def test_every_cell_has_its_own_look() -> None:
    assert all_differ(looks(LIGHT).values())
    assert all_differ(symbol for *_, symbol in looks(LIGHT).values())
