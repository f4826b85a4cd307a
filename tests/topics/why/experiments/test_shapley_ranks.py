"""Rank correlation with exact Shapley values."""

import pytest

from core.experiments.record import Record
from core.topics.why.experiments.shapley_ranks import outcome
from core.topics.why.measuring.variants import VARIANTS


def test_kernel_shap_is_exact_where_it_may_try_every_subset(records: dict[str, Record]) -> None:
    found = {one["method"]: one for one in records["shapley_ranks"].numbers["methods"]}
    assert list(found) == list(VARIANTS)
    assert found["kernel_shap"]["value"] == pytest.approx(1, abs=0.02)  # at most six words: 64 versions
    assert all(-1 <= one["value"] <= 1 for one in found.values())


@pytest.mark.parametrize(
    ("interval", "verdict"), [([0.6, 0.8], "held"), ([0.4, 0.6], "undecided"), ([0.1, 0.4], "failed")]
)
def test_one_method_below_the_mark_lets_the_claim_fail(interval: list[float], verdict: str) -> None:
    methods = [{"method": "good", "value": 0.9, "interval": [0.8, 1.0]}]
    methods.append({"method": "other", "value": sum(interval) / 2, "interval": interval})
    counts = {"sentences": 10, "most_words": 9, "exact_passes": 200.0, "steps": 5, "samples": 6}
    found, told = outcome({**counts, "methods": methods})
    assert found == verdict
    assert told["alike"] == 1 + (verdict == "held")
