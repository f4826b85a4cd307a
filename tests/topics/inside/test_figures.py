"""The figures of Inside BERT show the numbers they are given."""

import numpy as np

from core.app.figures.chart import similarity_map
from core.app.figures.palette import DARK, LIGHT
from core.topics.inside.cost import StepCost
from core.topics.inside.figures import (
    cost_bars,
    embedding_strips,
    forming_curve,
    layers_by_tokens,
    part_norms,
    segment_strips,
)

TOKENS = ["[CLS]", "good", "good", "[SEP]"]
PARTS = ("token", "position", "segment", "sum")


class Words(dict):
    def __missing__(self, key: str) -> str:
        return key


def test_forming_curve_colours_each_layer_by_its_verdict() -> None:
    line = forming_curve([0.5, 0.2, 0.9], ["a", "b", "c"], Words(), LIGHT).data[0]
    assert list(line.y) == [0.5, 0.2, 0.9]
    assert list(line.marker.color) == [LIGHT.positive, LIGHT.negative, LIGHT.positive]
    assert list(line.text) == ["50.0%", "20.0%", "90.0%"]


def test_layers_by_tokens_begins_its_scale_at_nothing() -> None:
    values = np.array([[3.0, 4, 5, 6], [7, 8, 9, 10]])
    figure = layers_by_tokens(values, ["first", "second"], TOKENS, Words(), LIGHT)
    heat = figure.data[0]
    assert heat.z.dtype == np.float32
    assert (heat.zmin, heat.zmax) == (0, 10)
    assert list(figure.layout.xaxis.ticktext) == TOKENS  # the same word twice keeps two columns
    assert list(heat.customdata[1]) == TOKENS


def test_many_tokens_leave_the_ticks_to_plotly() -> None:
    figure = layers_by_tokens(np.ones((1, 60)), ["first"], ["x"] * 60, Words(), LIGHT)
    assert figure.layout.xaxis.ticktext is None


def test_strips_share_one_scale() -> None:
    parts = {part: np.full((4, 8), number, dtype=np.float32) for number, part in enumerate(PARTS)}
    figure = embedding_strips(parts, TOKENS, Words(), DARK)
    assert len(figure.data) == 4
    assert figure.layout.coloraxis.cmax == -figure.layout.coloraxis.cmin == 3
    assert len(set(figure.data[0].y)) == 4


def test_lengths_are_one_bar_each() -> None:
    norms = {part: np.arange(4.0) for part in PARTS}
    figure = part_norms(norms, TOKENS, Words(), LIGHT)
    assert [bar.name for bar in figure.data] == list(PARTS)
    assert list(figure.data[2].y) == [0, 1, 2, 3]


def test_similarity_names_the_positions_between() -> None:
    heat = similarity_map(np.eye(3), 2, Words(), LIGHT).data[0]
    assert list(heat.x) == list(heat.y) == [0, 2, 4]
    assert (heat.zmin, heat.zmax) == (-1, 1)


def test_segment_strips_have_a_row_each() -> None:
    heat = segment_strips(np.array([[1.0, -2], [0, 1]]), ["first", "second"], Words(), LIGHT).data[0]
    assert list(heat.y) == ["first", "second"]
    assert heat.zmax == -heat.zmin > 0


def test_costs_stand_side_by_side() -> None:
    costs = (StepCost("queries", None, 4, 21), StepCost("logits", None, 1, 3))
    stored, worked = cost_bars(costs, Words(), Words(), LIGHT).data
    assert (list(stored.x), list(worked.x)) == ([4, 1], [21, 3])
    assert list(stored.marker.color) == [LIGHT.query, LIGHT.accent]
