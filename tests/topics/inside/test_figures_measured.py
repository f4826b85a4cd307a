"""The experiments' figures show the numbers they are given."""

import pytest

from core.app.figures.palette import LIGHT
from core.topics.inside.figures_measured import ingredients_worth, pretrained_curves


def words(part: str, **parameters: object) -> str:
    return " ".join([part, *map(str, parameters.values())])


def test_three_starts_are_three_named_lines_with_their_intervals() -> None:
    curve = [{"step": n, "accuracy": 0.8, "interval": [0.7, 0.85], "loss": 0.4} for n in (0, 10)]
    starts = ("pretrained", "random", "random_fast")
    numbers = {"rates": dict.fromkeys(starts, 5e-5), "curves": dict.fromkeys(starts, curve)}
    figure = pretrained_curves(numbers, words, LIGHT)
    assert [trace.name for trace in figure.data] == [f"{start} 5e-05" for start in starts]
    assert figure.layout.showlegend
    for trace in figure.data:
        assert list(trace.x) == [0, 10]
        assert trace.y[1] + trace.error_y.array[1] == pytest.approx(0.85)
        assert trace.y[1] - trace.error_y.arrayminus[1] == pytest.approx(0.7)
    assert len({(trace.line.color, trace.line.dash) for trace in figure.data}) == 3


def test_each_removal_is_a_row_and_the_whole_encoder_a_line() -> None:
    counts = {"interval": [0.7, 0.9], "changed": 3, "lost": 2, "gained": 1}
    parts = [("nothing", None, 0.9), ("positions", None, 0.8), ("layer", 0, 0.75)]
    settings = [{"part": p, "layer": n, "accuracy": a, **counts} for p, n, a in parts]
    figure = ingredients_worth({"settings": settings}, words, LIGHT)
    assert [trace.y[0] for trace in figure.data] == ["nothing", "positions", "layer 1"]
    assert [trace.x[0] for trace in figure.data] == [0.9, 0.8, 0.75]
    assert figure.layout.shapes[0].x0 == 0.9
    assert figure.data[1].marker.color == LIGHT.position
    assert list(figure.data[2].customdata[0]) == [0.7, 0.9, 3, 2, 1]
