"""The charts beside the tree."""

import pytest

from core.app.figures.palette import LIGHT
from core.topics.decoding.figures import cost_bars, miss_bars, next_token_bars, readable_count

TEXTS = dict.fromkeys(("title", "before", "after_filters", "drawn", "hover", "y", "x"), "words")


@pytest.mark.parametrize("drawn", [None, [0.5, 0.5]])
def test_next_tokens_before_and_after_the_filters(drawn: list[float] | None) -> None:
    figure = next_token_bars(["a", "a"], [0.6, 0.4], [1.0, 0.0], drawn, TEXTS, LIGHT)
    assert [list(trace.y) for trace in figure.data[:2]] == [[0.6, 0.4], [1.0, 0.0]]
    assert len(figure.data) == (2 if drawn is None else 3)
    assert list(figure.layout.xaxis.ticktext) == ["a", "a"]
    assert list(figure.layout.xaxis.tickvals) == [0, 1]


def test_costs_are_on_a_logarithmic_scale() -> None:
    figure = cost_bars(["greedy", "beam", "all"], [10, 100, 10**40], TEXTS, LIGHT)
    assert figure.layout.xaxis.type == "log"
    assert list(figure.data[0].text) == ["10", "100", "1.0·10⁴⁰"]


def test_counts_can_be_read() -> None:
    assert readable_count(344_064) == "344,064"
    assert readable_count(49_152**7) == "6.9·10³²"


def test_misses_are_shares_and_greedy_has_its_colour() -> None:
    figure = miss_bars({1: 30, 4: 6}, 60, TEXTS, LIGHT)
    assert list(figure.data[0].y) == [0.5, 0.1]
    assert list(figure.data[0].text) == ["30 / 60", "6 / 60"]
    assert list(figure.data[0].marker.color) == [LIGHT.greedy, LIGHT.accent]
