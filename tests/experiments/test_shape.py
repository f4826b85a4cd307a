"""Numbers of the same shape: keys and kinds, whatever their size."""

from typing import Any

import pytest

from core.experiments.shape import has_shape_of

MODEL = {
    "steps": 3,
    "rate": 0.5,
    "name": "gru",
    "sure": True,
    "none": None,
    "points": [{"x": 1}, {"y": 2}],
    "losses": [0.7, 0.6],
    "words": ["a"],
}


def changed(**changes: Any) -> dict[str, Any]:
    return MODEL | changes


@pytest.mark.parametrize(
    "value",
    [
        MODEL,
        changed(steps=9, rate=1, none=7),
        changed(none=[1]),
        changed(points=[{"y": 0.5}]),
        changed(points=[]),
        changed(losses=[0.7, None]),
    ],
)
def test_the_same_shape(value: dict) -> None:
    assert has_shape_of(value, MODEL)


@pytest.mark.parametrize(
    "value",
    [
        [],
        {},
        changed(more=1),
        {name: value for name, value in MODEL.items() if name != "steps"},
        changed(steps="3"),
        changed(steps=None),
        changed(steps=True),
        changed(sure=1),
        changed(points={"x": 1}),
        changed(points=[None]),
        changed(words=[None]),
        changed(points=[{"z": 1}]),
        changed(points=[{"x": "1"}]),
    ],
)
def test_another_shape(value: Any) -> None:
    assert not has_shape_of(value, MODEL)
