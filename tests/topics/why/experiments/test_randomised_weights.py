"""What is left of explanations when weights become random."""

from typing import Any

import pytest

from core.experiments.record import Record
from core.topics.why.experiments.randomised_weights import METHODS, outcome


def test_a_small_measurement_has_every_part(records: dict[str, Record]) -> None:
    numbers = records["randomised_weights"].numbers
    assert [one["part"] for one in numbers["parts"]] == ["head", "layer_2", "layer_1", "embeddings"]
    first = numbers["parts"][0]
    assert first["rollout"]["value"] == pytest.approx(1)  # attention does not know the head
    assert first["occlusion"]["value"] < 1
    assert len(numbers["agreement"]["correlations"]) == len(METHODS)


def part(value: float, spread: float) -> dict[str, Any]:
    return {name: {"value": value, "interval": [value - spread, value + spread]} for name in METHODS}


@pytest.mark.parametrize(("left", "verdict"), [(0.05, "held"), (0.15, "undecided"), (0.5, "failed")])
def test_the_last_step_decides(left: float, verdict: str) -> None:
    last = part(0.0, 0.1) | {"rollout": {"value": left, "interval": [left - 0.1, left + 0.1]}}
    parts = [{"part": "head", **part(0.7, 0.1)}, {"part": "embeddings", **last}]
    counts = {"sentences": 10, "most_words": 9, "steps": 5, "samples": 6}
    found, told = outcome({**counts, "parts": parts})
    assert found == verdict
    assert told["lost"] == len(METHODS) - (verdict != "held")
    assert told["most_after_head"] == told["least_after_head"] == 0.7
