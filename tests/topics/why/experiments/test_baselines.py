"""Spread over baselines against spread over methods."""

from statistics import stdev

import pytest

from core.experiments.record import Record
from core.topics.why.experiments.baselines import METHODS, outcome
from core.topics.why.measuring.variants import BY_BASELINE


def test_spreads_are_the_deviations_of_the_means(records: dict[str, Record]) -> None:
    found = records["baselines"].numbers
    assert [one["method"] for one in found["baselines"]] == list(BY_BASELINE)
    assert [one["method"] for one in found["methods"]] == list(METHODS)
    over = {part: stdev(one["value"] for one in found[part]) for part in ("baselines", "methods")}
    assert found["over_baselines"]["value"] == pytest.approx(over["baselines"])
    assert found["over_methods"]["value"] == pytest.approx(over["methods"])
    assert found["difference"]["value"] == pytest.approx(over["baselines"] - over["methods"])


@pytest.mark.parametrize(
    ("interval", "verdict"), [([0.01, 0.3], "held"), ([-0.1, 0.1], "undecided"), ([-0.3, -0.1], "failed")]
)
def test_the_difference_decides(interval: list[float], verdict: str) -> None:
    estimate = {"value": sum(interval) / 2, "interval": interval}
    counts = {"sentences": 10, "most_words": 9, "steps": 5, "samples": 6}
    parts = {part: [{"method": "a", **estimate}] for part in ("baselines", "methods")}
    spreads = dict.fromkeys(("over_baselines", "over_methods", "difference"), estimate)
    assert outcome({**counts, **parts, **spreads})[0] == verdict
