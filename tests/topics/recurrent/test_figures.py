"""What the figures of recurrent networks draw, and that a visitor's words stay words."""

import numpy as np
import pytest

from core.app.figures.palette import LIGHT
from core.topics.recurrent.figures import looks, reading_lines, unit_map, unit_track

TEXTS = {key: key for key in ("title", "x", "y", "hover", "lstm", "gru", "rnn", "held", "forget", "cell")}
TOKENS = ("a", "<b>good</b>", "film")


def test_a_line_for_each_cell_with_how_far_each_word_moved_it() -> None:
    curves = {"lstm": np.array([0.5, 0.9, 0.8]), "gru": np.array([0.4, 0.4, 0.4])}
    figure = reading_lines(curves, TOKENS, TEXTS, LIGHT)
    assert [line.name for line in figure.data] == ["lstm", "gru"]
    assert [line.line.color for line in figure.data] == [LIGHT.lstm, LIGHT.gru]
    moves = [float(move) for move in figure.data[0].customdata[:, 1]]
    assert moves == pytest.approx([0, 40, -10])
    assert len({line.line.dash for line in figure.data}) == 2  # not by colour alone


def test_held_words_are_shaded() -> None:
    curves = {"lstm": np.zeros(3), "held": np.ones(3)}
    figure = reading_lines(curves, TOKENS, TEXTS, LIGHT, between=(1, 2))
    shaded = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    assert [(shape.x0, shape.x1) for shape in shaded] == [(0.5, 2.5)]


@pytest.mark.parametrize("gate", [True, False])
def test_units_stand_in_the_given_order_and_the_chosen_one_is_framed(gate: bool) -> None:
    values = np.array([[0.1, 0.9], [0.2, 0.8], [0.3, -0.7]], dtype=np.float32)
    figure = unit_map(values, [1, 0], TOKENS, gate, 0, TEXTS, LIGHT)
    (heat,) = figure.data
    assert heat.z.dtype == np.float32
    assert np.array_equal(heat.z, values.T[[1, 0]])
    assert (heat.zmin, heat.zmax) == ((0, 1) if gate else pytest.approx((-0.9, 0.9)))
    frame = figure.layout.shapes[0]
    assert (frame.y0, frame.y1) == (0.5, 1.5)
    assert list(figure.layout.yaxis.ticktext) == ["1", "0"]


def test_a_track_draws_gates_thin_and_states_thick() -> None:
    lines = {"forget": np.zeros(3), "cell": np.ones(3)}
    figure = unit_track(lines, ("forget",), TOKENS, TEXTS, LIGHT)
    assert figure.data[0].line.width < figure.data[1].line.width


def test_words_never_become_markup() -> None:
    figure = reading_lines({"rnn": np.zeros(3)}, TOKENS, TEXTS, LIGHT)
    assert figure.layout.xaxis.ticktext[1] == "&lt;b&gt;good&lt;/b&gt;"
    assert "<" not in figure.data[0].customdata[1, 0]


def test_every_cell_has_its_own_look() -> None:
    assert len(set(looks(LIGHT).values())) == 4
