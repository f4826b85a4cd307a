"""The figures of Positions show the numbers they are given."""

import numpy as np
import pytest

from core.app.figures.palette import DARK, LIGHT
from core.topics.positions.figures.measured import looks, perplexity_by_length
from core.topics.positions.figures.pairs import pairs, small_pairs
from core.topics.positions.figures.positions import bars, circles, code_map, dots, lines, spectrum

TOKENS = ["[CLS]", "good", "good", "[SEP]"]


class Words(dict):
    def __missing__(self, key: str) -> str:
        return key


def test_code_map_is_symmetric_around_nothing() -> None:
    heat = code_map(np.array([[1.0, -3.0], [2, 0]]), Words(), LIGHT, end=3).data[0]
    assert heat.z.dtype == np.float32
    assert (heat.zmin, heat.zmax) == (-3, 3)


def test_lines_keep_their_names_and_stairs() -> None:
    rows = {str(number): np.arange(3.0) * number for number in range(8)}
    figure = lines([0, 1, 2], rows, Words(), LIGHT, steps=True)
    assert [line.name for line in figure.data] == list(rows)
    assert list(figure.data[2].y) == [0, 2, 4]
    assert {line.line.shape for line in figure.data} == {"hv"}
    assert len({(line.line.color, line.line.dash) for line in figure.data}) == 8  # none alike


def test_circles_draw_an_arrow_for_each_of_the_first_positions() -> None:
    turned = np.outer(np.arange(30), [1.0, 0.1])
    figure = circles(turned, ["a", "b"], Words(), DARK)
    arrows = [trace for trace in figure.data if trace.customdata is not None]
    assert len(arrows) == 2 * 12
    tips = np.array([[trace.x[1], trace.y[1]] for trace in arrows])
    np.testing.assert_allclose(np.hypot(*tips.T), 1)
    np.testing.assert_allclose(tips[1], [np.cos(1), np.sin(1)])


def test_dots_are_coloured_by_verdict() -> None:
    figure = dots({"m": [0.2, 0.9]}, [0.7], Words(), LIGHT)
    shuffled, own = figure.data
    assert list(shuffled.marker.color) == [LIGHT.negative, LIGHT.positive]
    assert list(own.x) == [0.7]


def test_spectrum_ends_at_everything() -> None:
    sizes, held = spectrum(np.array([2.0, 1.0, 1.0]), Words(), LIGHT).data
    assert list(sizes.y) == [2, 1, 1]
    np.testing.assert_allclose(held.y, [4 / 6, 5 / 6, 1])


def test_the_chosen_head_stands_out() -> None:
    figure = bars(["1", "2"], np.array([0.5, 0.25]), Words(), LIGHT, chosen=1)
    assert list(figure.data[0].marker.color) == [LIGHT.muted, LIGHT.position]


@pytest.mark.parametrize(("scale", "low"), [("signed", -2), ("shares", 0), ("index", 0)])
def test_pairs_begin_and_end_where_their_numbers_do(scale: str, low: float) -> None:
    heat = pairs(np.eye(4) * 2, TOKENS, Words(), LIGHT, scale=scale, end=2).data[0]
    assert (heat.zmin, heat.zmax) == (low, 2)
    assert list(heat.customdata[0, 3]) == ["[CLS] · 0", "[SEP] · 3"]  # query, key


def test_many_tokens_leave_out_names_and_written_numbers() -> None:
    figure = pairs(np.zeros((40, 40)), ["x"] * 40, Words(), LIGHT, written="d", end=1)
    assert figure.layout.xaxis.ticktext is None
    assert figure.data[0].texttemplate is None


def test_small_pairs_have_no_axes() -> None:
    figure = small_pairs(np.eye(4), TOKENS, Words(), LIGHT)
    assert figure.layout.xaxis.visible is False
    assert figure.data[0].showscale is False


def test_no_two_schemes_look_alike() -> None:
    for colours in (LIGHT, DARK):
        found = looks(colours)
        assert len(set(found.values())) == len({symbol for *_, symbol in found.values()}) == 7


def test_a_scheme_that_cannot_read_on_ends() -> None:
    there = {"length": 64, "perplexity": 5.0, "interval": [4.0, 6.0]}
    gone = {"length": 128, "perplexity": None, "interval": None}
    schemes = {name: [there, {**there, "length": 128}] for name in looks(LIGHT)}
    schemes["learned"] = [there, gone]
    figure = perplexity_by_length({"window": 64, "schemes": schemes}, lambda part, **_: part, LIGHT)
    lengths = {trace.name: list(trace.x) for trace in figure.data}
    assert lengths["learned"] == [64]
    assert lengths["alibi"] == [64, 128]
    assert list(figure.data[0].error_y.array) == [1, 1]
