"""Estimates go into a record and come back."""

import json

from core.base.numbers import Estimate
from core.topics.why.measuring.estimates import kept, read_estimate


def test_an_estimate_comes_back_from_json() -> None:
    estimate = Estimate(0.5, 0.25, 1.0)
    assert read_estimate(json.loads(json.dumps(kept(estimate)))) == estimate
