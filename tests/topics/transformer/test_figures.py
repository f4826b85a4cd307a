"""Charts: x and y are what went in."""

import numpy as np

from core.app.figures.palette import LIGHT
from core.topics.transformer.figures import (
    alignment_map,
    beam_tree,
    rate_map,
    schedule_curve,
    smoothed_bars,
)
from core.topics.transformer.figures_measured import (
    beam_bars,
    error_rates,
    guessed_by_place,
    losses_by_rate,
    right_by_length,
    without_layers,
)


class Named(dict):
    """Every text is its own key."""

    def __missing__(self, key: str) -> str:
        return key


TEXTS = Named()


def words(key: str, **_: object) -> str:
    return key


def test_beam_bars_are_shares() -> None:
    widths = [
        {"width": 1, "right": 5, "accuracy": 0.5, "interval": [0.25, 0.75]},
        {"width": 4, "right": 8, "accuracy": 0.8, "interval": [0.5, 0.9]},
    ]
    (bar,) = beam_bars({"sentences": 10, "widths": widths}, words, LIGHT).data
    assert (list(bar.x), list(bar.y)) == (["1", "4"], [0.5, 0.8])
    np.testing.assert_allclose(bar.error_y.arrayminus, [0.25, 0.3])
    np.testing.assert_allclose(bar.error_y.array, [0.25, 0.1])


def test_guesses_by_place_are_the_shares() -> None:
    shares = {"forced": 1.0, "free": 0.9, "near": 0.6, "next": 0.4}
    points = [{"first": 2, "last": 9, **shares}]
    lines = guessed_by_place({"points": points}, words, LIGHT).data
    assert [(line.name, list(line.x), list(line.y)) for line in lines] == [
        (name, ["2–9"], [share]) for name, share in shares.items()
    ]


def test_losses_have_a_mean_and_a_point_a_seed() -> None:
    settings = {"post_with": [2.0, 3.0], "post_without": [4.0, 5.0], "pre_without": [1.0, 2.0]}
    figure = losses_by_rate({"points": [{"rate": 0.001, **settings}]}, words, LIGHT)
    assert [list(line.y) for line in figure.data] == [[2.5], [2, 3], [4.5], [4, 5], [1.5], [1, 2]]
    assert list(figure.data[1].x) == [0.001, 0.001]


def test_bars_without_layers_are_shares_of_the_sentences() -> None:
    removed = [
        {"tower": tower, "layer": 1, "part": part, "right": right}
        for tower, part, right in (("encoder", "layer", 4), ("decoder", "layer", 2), ("decoder", "cross", 1))
    ]
    figure = without_layers({"sentences": 8, "whole": 8, "removed": removed}, words, LIGHT)
    bars = {bar.name: (list(bar.x), list(bar.y)) for bar in figure.data}
    assert bars["layer"] == (["encoder 1", "decoder 1"], [0.5, 0.25])
    assert bars["cross"] == (["decoder 1"], [0.125])
    assert figure.layout.shapes[0].y0 == 1


def test_an_alignment_has_its_weights_and_links() -> None:
    weights = np.eye(2)
    links = [(0, 0, True), (1, 0, False)]
    heat, sure, possible = alignment_map(weights, ["a", "b"], ["甲", "乙"], links, TEXTS, LIGHT).data
    assert np.array_equal(heat.z, weights)
    assert (list(sure.x), list(sure.y)) == ([0], [0])
    assert (list(possible.x), list(possible.y)) == ([0], [1])


RATES = {"1.1": 0.1, "1.2": 0.2, "bahdanau": 0.3, "diagonal": 0.4, "chance": 0.5}


def test_rates_are_those_of_each_look_and_the_chosen_one_stands_out() -> None:
    (bar,) = rate_map(RATES, "1.2", TEXTS, LIGHT).data
    assert dict(zip(bar.x, bar.y, strict=True)) == RATES
    assert list(bar.marker.opacity)[:2] == [0.55, 1]
    (measured,) = error_rates({"rates": RATES, "best": "1.1"}, words, LIGHT).data
    assert dict(zip(measured.x, measured.y, strict=True)) == RATES
    assert list(measured.marker.opacity)[:2] == [1, 0.55]


def test_lines_by_length_are_shares_of_the_sentences() -> None:
    point = {"least": 1, "most": 8, "transformer": 8, "bahdanau": 6, "gru": 2}
    lines = right_by_length({"sentences": 8, "points": [point]}, words, LIGHT).data
    assert {line.name: list(line.y) for line in lines} == {
        "transformer": [1],
        "bahdanau": [0.75],
        "gru": [0.25],
    }
    assert list(lines[0].x) == ["1–8"]


def test_the_schedule_and_the_end_of_its_warm_up() -> None:
    curve = schedule_curve([1, 2], [0.5, 0.25], 2, TEXTS, LIGHT)
    assert list(curve.data[0].y) == [0.5, 0.25]
    assert curve.layout.shapes[0].x0 == 2


def test_a_smoothed_target_stands_beside_what_the_model_gives() -> None:
    wanted, given = smoothed_bars(["甲", "乙"], [0.9, 0.1], [0.8, 0.2], TEXTS, LIGHT).data
    assert (wanted.name, list(wanted.y)) == ("wanted", [0.9, 0.1])
    assert (given.name, list(given.y)) == ("given", [0.8, 0.2])


def test_no_two_boxes_of_a_step_share_a_row_and_the_best_line_is_straight() -> None:
    def node(number: int, parent: int | None, depth: int, best: bool) -> dict:
        return {
            **{"number": number, "parent": parent, "depth": depth, "best": best, "text": str(number)},
            **{"log_prob": -0.1 * number, "fate": "kept"},
        }

    nodes = [
        node(0, None, 0, False),
        node(1, 0, 1, False),
        node(2, 0, 1, True),
        node(3, 1, 2, False),
        node(4, 2, 2, True),
    ]
    figure = beam_tree(nodes, TEXTS, LIGHT)
    assert figure.layout.yaxis.range[1] < -0.5  # the words above the first row
    marks = figure.data[-1]
    places = list(zip(marks.x, marks.y, strict=True))
    assert len(set(places)) == len(places)
    assert places[0][1] == places[2][1] == places[4][1] == 0
