"""Half of the layers: the verdict on hand-made numbers, and what a small measurement must add up to."""

from typing import Any

import pytest

from core.experiments.record import Record
from core.topics.inside.experiments.exit_prices import PRICES, outcome


def point(computed: float, changed: int, lost: int, gained: int, **more: Any) -> dict[str, Any]:
    told = {"computed": computed, "changed": changed, "lost": lost, "gained": gained}
    return {"held_out_computed": computed, "accuracy": 0.9, "interval": [0.88, 0.92], **told, **more}


def numbers(*points: dict[str, Any], sentences: int = 1000) -> dict[str, Any]:
    priced = [{"price": price, **one} for price, one in zip((100.0, 10.0, 1.0), points, strict=False)]
    return {"sentences": sentences, "held_out": 500, "whole": point(1.0, 0, 0, 0), "points": priced}


def test_the_highest_price_that_halves_the_work_decides() -> None:
    verdict, told = outcome(numbers(point(0.7, 0, 0, 0), point(0.5, 2, 1, 1), point(0.3, 90, 60, 30)))
    assert verdict == "held"
    assert (told["price"], told["computed"], told["cheapest"]) == (10.0, 0.5, 0.3)
    assert told["changed"].value == 0.002
    assert told["lead"].value == 0


@pytest.mark.parametrize(
    ("changed", "lost", "gained", "verdict"),
    [(2, 2, 0, "held"), (8, 4, 4, "undecided"), (30, 15, 15, "failed"), (40, 40, 0, "failed")],
)
def test_changed_verdicts_and_lost_answers_both_count(
    changed: int, lost: int, gained: int, verdict: str
) -> None:
    assert outcome(numbers(point(0.5, changed, lost, gained)))[0] == verdict


def test_where_nothing_halves_the_work_the_lowest_price_stands() -> None:
    assert outcome(numbers(point(0.9, 0, 0, 0), point(0.8, 2, 1, 1)))[1]["price"] == 10.0


def test_a_lower_price_lets_no_fewer_leave(records: dict[str, Record]) -> None:
    made = records["exit_prices"].numbers
    assert [one["price"] for one in made["points"]] == list(PRICES)
    assert (made["whole"]["computed"], made["whole"]["changed"]) == (1.0, 0)
    computed = [made["whole"]["computed"], *(one["computed"] for one in made["points"])]
    assert computed == sorted(computed, reverse=True)
    assert computed[-1] < 1
    for one in made["points"]:
        assert sum(one["leaving"]) == pytest.approx(1)
        assert (
            one["changed"] == one["lost"] + one["gained"]
        )  # of two classes a changed verdict is one of them
