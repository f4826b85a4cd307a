"""Grades of all methods against chance, and which is the best for what it costs."""

from typing import Any

import pytest

from core.experiments.record import Record
from core.topics.why.experiments.faithfulness import MOST_PASSES, chosen, outcome
from core.topics.why.measuring.variants import VARIANTS


def method(name: str, passes: float, value: float, gain: tuple[float, float, float]) -> dict[str, Any]:
    estimate = {"value": value, "interval": [value - 0.01, value + 0.01]}
    gained = {"value": gain[0], "interval": list(gain[1:])}
    grades = {"comprehensiveness": estimate, "comprehensiveness_gain": gained, "over_chosen": gained}
    return {"method": name, "passes": passes, **grades}


def numbers(*methods: dict[str, Any]) -> dict[str, Any]:
    counts = {"sentences": 10, "most_words": 9, "steps": 5, "samples": 6, "most_passes": MOST_PASSES}
    random = {"comprehensiveness": {"value": 0.1, "interval": [0.05, 0.15]}}
    return {**counts, "random": random, "methods": list(methods), "chosen": chosen(methods, MOST_PASSES)}


def test_a_small_measurement_has_every_method_s_grades(records: dict[str, Record]) -> None:
    found = records["faithfulness"].numbers
    assert [one["method"] for one in found["methods"]] == list(VARIANTS) == found["agreement"]["methods"]
    assert found["chosen"] in VARIANTS
    for one in found["methods"]:
        assert all(-1 <= one[grade]["value"] <= 1 for grade in ("comprehensiveness", "sufficiency"))
        assert 0 <= one["area"]["value"] <= 1
        gain = one["comprehensiveness"]["value"] - found["random"]["comprehensiveness"]["value"]
        assert one["comprehensiveness_gain"]["value"] == pytest.approx(gain)
        fall = found["random"]["area"]["value"] - one["area"]["value"]
        assert one["area_gain"]["value"] == pytest.approx(fall)


def test_the_best_of_those_that_one_can_afford_is_chosen() -> None:
    cheap, dear = method("cheap", 3, 0.2, (0.1, 0.05, 0.15)), method("dear", 60, 0.5, (0.4, 0.3, 0.5))
    poor = method("poor", 1, 0.1, (0.0, -0.1, 0.1))
    assert chosen([poor, cheap, dear], MOST_PASSES) == "cheap"
    _, told = outcome(numbers(poor, cheap, dear))
    assert (told["chosen"].value, told["best"].value, told["lead"].value) == (0.2, 0.5, 0.4)
    assert (told["chosen_passes"], told["best_passes"], told["better"]) == (3, 60, 2)
    assert told["weakest"].value == 0.0


@pytest.mark.parametrize(
    ("weakest", "verdict"),
    [
        ((0.1, 0.05, 0.15), "held"),
        ((0.1, -0.05, 0.25), "undecided"),
        ((-0.1, -0.15, -0.05), "failed"),
    ],
)
def test_the_weakest_method_decides(weakest: tuple[float, float, float], verdict: str) -> None:
    good = method("good", 2, 0.4, (0.3, 0.2, 0.4))
    assert outcome(numbers(good, method("weak", 2, 0.2, weakest)))[0] == verdict
