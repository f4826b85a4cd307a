"""Estimates as a record keeps them. No torch here."""

from typing import Any

from core.base.numbers import Estimate


def kept(estimate: Estimate) -> dict[str, Any]:
    """What JSON can hold of it."""
    return {"value": estimate.value, "interval": [estimate.low, estimate.high]}


def read_estimate(entry: dict[str, Any]) -> Estimate:
    """What `kept` wrote."""
    return Estimate(entry["value"], *entry["interval"])
