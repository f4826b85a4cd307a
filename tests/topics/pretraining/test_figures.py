"""The figures of Pretraining: shares beside the procedure's, a logit's terms, words guessed."""

import numpy as np

from core.app.figures.palette import LIGHT
from core.topics.pretraining.figures import (
    TERMS,
    corruption_shares,
    held_out_words,
    logit_terms,
    rate_curve,
    sides_accuracy,
)


class Named(dict):
    """Every text is its own name."""

    def __missing__(self, key: str) -> str:
        return key


def test_each_kind_is_a_bar_with_its_interval_beside_the_expected_share() -> None:
    shares = {"untouched": (0.8, 0.7, 0.9), "masked": (0.2, 0.1, 0.35)}
    shares |= {"random": (0.0, 0.0, 0.1), "kept": (0.0, 0.0, 0.1)}
    expected = {"untouched": 0.85, "masked": 0.12, "random": 0.015, "kept": 0.015}
    *bars, marks = corruption_shares(shares, expected, Named(), LIGHT).data
    assert [bar.x[0] for bar in bars] == [0.8, 0.2, 0.0, 0.0]
    assert bars[1].error_x.array[0] == np.float64(0.35) - 0.2
    assert list(marks.x) == list(expected.values())
    assert [bar.y[0] for bar in bars] == list(marks.y)


def test_the_largest_terms_stand_left_and_the_smallest_right() -> None:
    products = np.linspace(-1, 1, 100)
    bars = logit_terms(products, Named(), LIGHT).data[0]
    assert len(bars.x) == 2 * TERMS
    assert bars.x[0] == "99"
    assert bars.x[-1] == "0"
    assert list(bars.y) == sorted(bars.y, reverse=True)
    assert len(logit_terms(products[:5], Named(), LIGHT).data[0].x) == 5


def test_the_network_stands_beside_counting() -> None:
    baselines = {"most_frequent": 0.05, "left_trigram": 0.2, "two_sided_trigram": 0.3}
    held_out = {"top_1": 0.4, "top_5": 0.6, "top_1_interval_95": [0.38, 0.42]}
    bars = held_out_words({"baselines": baselines, "held_out": held_out}, Named(), LIGHT).data[0]
    assert list(bars.x) == [0.05, 0.2, 0.3, 0.4, 0.6]
    names = [*baselines, "top_1", "top_5"]
    assert list(bars.customdata) == names
    assert list(bars.y) == [f"{name} · {x:.1%}" for name, x in zip(names, bars.x, strict=True)]


def plain(part: str, **parameters: object) -> str:
    return f"{part} {parameters}" if parameters else part


def test_each_side_is_a_line_from_the_shipped_network_on() -> None:
    def curve(*accuracies: float) -> list[dict]:
        return [{"accuracy": one, "interval": [one - 0.1, one + 0.2]} for one in accuracies]

    sides = {"both": curve(0.4, 0.5), "left": curve(0.1, 0.3), "right": curve(0.2, 0.3)}
    figure = sides_accuracy({"steps": [0, 60], "sides": sides}, plain, LIGHT)
    assert [trace.name for trace in figure.data] == ["both", "left", "right"]
    assert len({(t.line.color, t.line.dash, t.marker.symbol) for t in figure.data}) == 3
    for trace, accuracies in zip(figure.data, ((0.4, 0.5), (0.1, 0.3), (0.2, 0.3)), strict=True):
        assert tuple(trace.x) == (0, 60)
        assert tuple(trace.y) == accuracies
        np.testing.assert_allclose(trace.error_y.array, 0.2)
        np.testing.assert_allclose(trace.error_y.arrayminus, 0.1)


def test_the_curve_of_rates_marks_what_bert_was_trained_with() -> None:
    scores = [{"accuracy": one, "interval": [one - 0.1, one + 0.2]} for one in (0.5, 0.4, 0.1)]
    figure = rate_curve({"rates": [0.05, 0.15, 0.8], "scores": scores}, plain, LIGHT)
    (line,) = figure.data
    assert (tuple(line.x), tuple(line.y)) == ((0.05, 0.15, 0.8), (0.5, 0.4, 0.1))
    np.testing.assert_allclose(line.error_y.array, 0.2)
    assert figure.layout.shapes[0].x0 == 0.15
    assert figure.layout.annotations[0].text == "usual"
