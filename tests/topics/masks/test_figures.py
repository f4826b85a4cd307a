"""The figures of Masks show the numbers they are given."""

import numpy as np
import pytest

from core.app.figures.palette import LIGHT
from core.topics.masks.figures import (
    batch_masks,
    decoder_curves,
    guesses,
    leakage_maps,
    padding_moves,
    ways_bars,
)


class Texts(dict):
    """Every text is its own key."""

    def __missing__(self, key: str) -> str:
        return key


def words(part: str, **parameters: object) -> str:
    return part


def test_three_masks_for_each_sentence_and_why_each_cell_is_hidden() -> None:
    causal, real = np.tri(3, dtype=bool), np.array([[True, True, True], [True, True, False]])
    figure = batch_masks(causal, real, [["a", "b", "c"], ["d", "e", "[PAD]"]], Texts(), LIGHT)
    maps = [trace for trace in figure.data if trace.type == "heatmap"]
    assert len(maps) == 6
    assert maps[3].z.tolist() == [[0, 0, 2]] * 3
    assert maps[4].z.tolist() == [[0, 1, 1], [0, 0, 1], [0, 0, 0]]
    assert maps[5].z.tolist() == [[0, 1, 3], [0, 0, 3], [0, 0, 2]]
    assert list(maps[5].customdata[0, 2]) == ["d", "[PAD]", "twice"]
    assert {trace.name for trace in figure.data[6:]} == {"seen", "ahead", "pad", "twice"}


def test_ways_are_bars_and_hidden_tokens_are_shaded() -> None:
    shares = {"infinity": np.array([1.0, 0.0]), "zero": np.array([0.4, 0.0])}
    figure = ways_bars(shares, ["a", "b"], np.array([True, False]), Texts(), LIGHT)
    assert [trace.y.tolist() for trace in figure.data] == [pytest.approx([1, 0]), pytest.approx([0.4, 0])]
    assert [(shape.x0, shape.x1) for shape in figure.layout.shapes] == [(0.5, 1.5)]


def test_guesses_are_lines_on_one_scale() -> None:
    lines = {name: np.array([0.1, 0.9]) for name in ("causal", "whole", "beginning")}
    figure = guesses(lines, ["a", "b"], Texts(), LIGHT)
    assert len({(trace.line.color, trace.line.dash) for trace in figure.data}) == 3
    assert list(figure.layout.xaxis.ticktext) == ["a", "b"]


def test_a_curve_and_a_diamond_for_each_decoder() -> None:
    run = {"curve": [{"step": 10, "loss": 4.0}, {"step": 20, "loss": 1.0}], "beginning": 7.0}
    figure = decoder_curves({"masks": {"causal": run, "none": run}}, words, LIGHT)
    assert [list(trace.y) for trace in figure.data] == [[4.0, 1.0], [7.0]] * 2
    assert figure.data[1].x[0] == 20


def test_leakage_is_blank_where_nothing_moved() -> None:
    told = {"last": [[0.0, 100.0], [1.0, 0.0]], "real": [True, False]}
    figure = leakage_maps({"masks": {"causal": told}}, words, LIGHT)
    assert np.isnan(figure.data[0].z[0, 0])
    assert figure.data[0].z[0, 1] == pytest.approx(2)
    assert np.isnan(figure.data[0].z[1]).all()


def test_padding_moves_with_and_without_mask() -> None:
    told = {"mean_move": 0.1, "largest_move": 0.4, "accuracy": 0.9, "flipped": 2}
    points = [{"added": n, "masked": told, "unmasked": told} for n in (0, 8)]
    figure = padding_moves({"points": points}, words, LIGHT)
    assert [list(trace.y) for trace in figure.data] == [[0.1, 0.1], [0.4, 0.4]] * 2
    assert list(figure.data[0].x) == ["0", "8"]
