"""Charts: x and y are what went in."""

import numpy as np

from core.app.figures.palette import LIGHT
from core.topics.transformer.figures import (
    alignment_map,
    beam_bars,
    beam_tree,
    rate_map,
    schedule_curve,
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


def test_an_alignment_has_its_weights_and_links() -> None:
    weights = np.eye(2)
    links = [(0, 0, True), (1, 0, False)]
    heat, sure, possible = alignment_map(weights, ["a", "b"], ["甲", "乙"], links, TEXTS, LIGHT).data
    assert np.array_equal(heat.z, weights)
    assert (list(sure.x), list(sure.y)) == ([0], [0])
    assert (list(possible.x), list(possible.y)) == ([0], [1])


def test_rates_and_schedule() -> None:
    (bar,) = rate_map([[0.1, 0.2], [0.3, 0.4]], TEXTS, LIGHT).data
    assert (list(bar.x), list(bar.y)) == (["1.1", "1.2", "2.1", "2.2"], [0.1, 0.2, 0.3, 0.4])
    curve = schedule_curve([1, 2], [0.5, 0.25], 2, TEXTS, LIGHT)
    assert list(curve.data[0].y) == [0.5, 0.25]
    assert curve.layout.shapes[0].x0 == 2


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
