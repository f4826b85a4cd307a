"""The attention figures show the numbers they are given."""

import numpy as np
import pytest

from core.app.figures.palette import LIGHT
from core.topics.attention.figures import (
    heads_worth,
    local_growth,
    pair_bars,
    products_by_key,
    scaling_curves,
    shares_by_layer,
)

KEYS = ("query", "key", "product", "hover", "x", "title", "left", "right", "hover_weight")
TEXTS = {name: name for name in KEYS}


def words(part: str, **parameters: object) -> str:
    return " ".join([part, *map(str, parameters.values())])


def test_bars_of_query_key_and_product() -> None:
    figure = pair_bars(np.array([1.0, -2.0]), np.array([3.0, 0.5]), TEXTS, LIGHT)
    assert [list(trace.y) for trace in figure.data] == [[1, -2], [3, 0.5], [3, -1]]
    assert [figure.data[0].marker.color, figure.data[1].marker.color] == [LIGHT.query, LIGHT.key]
    assert list(figure.data[2].marker.color) == [LIGHT.positive, LIGHT.negative]


def test_a_query_against_every_key() -> None:
    products, weights = np.array([[1.0, -4.0], [2.0, 2.0]]), np.array([0.25, 0.75])
    figure = products_by_key(products, weights, ["a", "a"], 1, TEXTS, LIGHT)
    heat, bars = figure.data
    assert (heat.zmin, heat.zmax) == (-4, 4)
    assert list(heat.y) == list(bars.y) == ["a · 0", "a · 1"]
    assert list(bars.marker.color) == [LIGHT.muted, LIGHT.accent]
    assert list(bars.x) == [0.25, 0.75]


def test_long_texts_name_no_tokens_along_the_axis() -> None:
    short = shares_by_layer(np.ones((2, 3)), ["1", "2"], list("abc"), TEXTS, LIGHT)
    assert list(short.layout.xaxis.ticktext) == list("abc")
    long = shares_by_layer(np.ones((2, 90)), ["1", "2"], ["x"] * 90, TEXTS, LIGHT)
    assert long.layout.xaxis.ticktext is None
    assert long.data[0].customdata.shape == (2, 90)


def test_scaling_has_both_measures_side_by_side() -> None:
    point = {"width": 2, "entropy": 1.5, "gradient": 0.2, "spread": 1.1}
    figure = scaling_curves(
        {"most_entropy": 3.4, "points": {"plain": [point], "scaled": [point]}}, words, LIGHT
    )
    assert [trace.y[0] for trace in figure.data] == [1.5, 1.5, 0.2, 0.2]
    assert [trace.showlegend for trace in figure.data] == [True, True, False, False]
    assert figure.layout.shapes[0].y0 == 3.4


def test_growth_is_in_milliseconds_and_megabytes_with_its_exponents() -> None:
    kind = {
        "points": [{"tokens": 256, "seconds": 0.5, "bytes": 3_000_000}],
        "exponents": {"seconds": 2.0, "bytes": 1.987},
    }
    figure = local_growth({"kinds": dict.fromkeys(("global", "mask", "band", "fused"), kind)}, words, LIGHT)
    assert [trace.y[0] for trace in figure.data] == pytest.approx([500] * 4 + [3] * 4)
    assert figure.data[2].name == "band 2.00 1.99"


def test_heads_in_points_against_the_whole_model() -> None:
    kept = [{"heads": n, "accuracy": 0.8, "interval": [0.7, 0.9]} for n in (2, 0)]
    numbers = {"off": [[0.9, 0.85]], "whole": {"accuracy": 0.9}, "kept": kept}
    heat, curve = heads_worth(numbers, words, LIGHT).data
    assert heat.z[0] == pytest.approx([0, -5])
    assert (heat.zmin, heat.zmax) == pytest.approx((-5, 5))
    assert list(curve.x) == [2, 0]
    assert curve.y[0] + curve.error_y.array[0] == pytest.approx(0.9)
