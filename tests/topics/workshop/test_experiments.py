"""Seeds, loop and padding: what is measured, and verdicts on hand-made numbers."""

import math

import pytest

from core.experiments.record import Record
from core.topics.workshop.experiments import loop_trainer, padding_cost, seeds
from core.topics.workshop.training.plain_loop import LINES


def test_every_seed_and_part_is_measured(records: dict[str, Record]) -> None:
    numbers = records["seeds"].numbers
    assert numbers["seeds"] == [42, 0, 1]
    assert set(numbers["accuracies"]) == {"all", "head", "order", "dropout"}
    for values in (*numbers["accuracies"].values(), numbers["minilm"]):
        assert len(values) == 3
    assert numbers["digests"][0] == numbers["digests"][1]
    assert len({values[0] for values in numbers["accuracies"].values()}) == 1  # 42 for all parts is one run


def seeds_numbers(**changes: object) -> dict:
    spread = [0.70, 0.71, 0.69, 0.72]
    parts = dict.fromkeys(("all", "head", "order", "dropout"), spread)
    numbers = {"seeds": [42, 0, 1, 2], "accuracies": parts, "minilm": spread, "digests": ["a" * 64] * 2}
    return {**numbers, **changes}


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, "held"),
        ({"digests": ["a" * 64, "b" * 64]}, "failed"),
        ({"minilm": [0.9, 0.71, 0.69, 0.72]}, "failed"),
        ({"minilm": [0.7] * 4}, "failed"),
    ],
)
def test_seeds_hold_where_bits_agree_and_42_is_ordinary(changes: dict, verdict: str) -> None:
    result, told = seeds.outcome(seeds_numbers(**changes))
    assert result == verdict
    assert told["gru_rank"] == 3
    assert told["order"] == pytest.approx(3.0)


def test_the_loop_is_trainers_here_too(records: dict[str, Record]) -> None:
    numbers = records["loop_trainer"].numbers
    assert numbers["compared"]["ours"] == numbers["compared"]["trainer"]
    assert len(numbers["compared"]["ours"]) == 3
    lines = [(run["line"], run["rate"]) for run in numbers["runs"]]
    assert lines == [(line, rate) for rate in loop_trainer.RATES for line in ("whole", *LINES)]
    assert {len(run["losses"]) for run in numbers["runs"]} == {6}
    assert loop_trainer.outcome(numbers)[0] == "held"


def test_losses_that_differ_fail_the_claim(records: dict[str, Record]) -> None:
    numbers = records["loop_trainer"].numbers
    apart = {**numbers, "compared": {**numbers["compared"], "largest_difference": 1e-3}}
    assert loop_trainer.outcome(apart)[0] == "failed"


def test_a_broken_loss_is_infinite() -> None:
    assert loop_trainer.last_loss({"losses": [1.0, 2.0, 3.0, 5.0]}) == 5.0
    assert loop_trainer.last_loss({"losses": [1.0] * 8 + [4.0, 2.0], "rate": 0}, 0.2) == 3.0
    assert math.isinf(loop_trainer.last_loss({"losses": [1.0, None]}))


def test_padding_is_counted_and_moves_nothing(records: dict[str, Record]) -> None:
    numbers = records["padding_cost"].numbers
    ways = numbers["ways"]
    assert ways["max_length"]["cells"] == numbers["phrases"] * numbers["width"]
    assert (
        numbers["tokens"] <= ways["sorted"]["cells"] <= ways["dynamic"]["cells"] < ways["max_length"]["cells"]
    )
    assert max(way["largest_move"] for way in ways.values()) < padding_cost.SAME


@pytest.mark.parametrize(
    ("seconds", "move", "verdict"),
    [(4, 0.0, "held"), (1.5, 0.0, "failed"), (2, 0.0, "undecided"), (4, 0.1, "failed")],
)
def test_padding_costs_where_it_takes_twice_as_long(seconds: float, move: float, verdict: str) -> None:
    def way(cells: int, total: float, moved: float) -> dict:
        return {"cells": cells, "seconds": total, "largest_move": moved}

    ways = {name: way(100, 1.0, move) | {"batches": [0.495, 0.505]} for name in padding_cost.WAYS}
    ways["max_length"] = way(400, seconds, 0.0) | {"batches": [seconds / 2] * 2}
    result, told = padding_cost.outcome({"ways": ways, "tokens": 80, "phrases": 8, "width": 128})
    assert result == verdict
    assert told["max_length_wasted"] == pytest.approx(0.8)
    assert told["dynamic_times"].value == pytest.approx(seconds, rel=1e-3)
