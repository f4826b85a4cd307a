"""The task itself, and the verdict on hand-made runs."""

from typing import Any

import pytest
import torch

from core.experiments.record import Record
from core.models.recurrent.network import MODULES
from core.topics.recurrent.concept import Kind
from core.topics.recurrent.experiments.adding_problem import (
    GUESS,
    MARGIN,
    WIDTH,
    _first_weights,
    _shorten,
    longest,
    outcome,
    sequences,
    squares,
)


def test_two_marks_a_lag_apart_and_their_sum() -> None:
    x, y = sequences(200, 30, torch.Generator().manual_seed(0))
    assert x.shape == (200, 30 + MARGIN, 2)
    assert torch.equal(x[..., 1].sum(1), torch.full((200,), 2.0))
    first, last = x[..., 1].argmax(1), (x[..., 1].cumsum(1) == 2).int().argmax(1)
    assert torch.equal(last - first, torch.full((200,), 30))
    assert set(first.tolist()) == set(range(MARGIN))
    rows = torch.arange(200)
    torch.testing.assert_close(y, x[rows, first, 0] + x[rows, last, 0])


def test_always_saying_one_costs_a_sixth() -> None:
    _, y = sequences(20_000, 5, torch.Generator().manual_seed(1))
    assert (y - 1).square().mean().item() == pytest.approx(GUESS, abs=0.005)


def test_a_cell_is_tried_until_it_fails_with_every_seed(records: dict[str, Record]) -> None:
    numbers = records["adding_problem"].numbers
    for kind in ("rnn", "lstm", "gru"):
        runs = [run for run in numbers["runs"] if run["kind"] == kind]
        lags = list(dict.fromkeys(run["lag"] for run in runs))
        solved = [any(run["error"] < numbers["solved"] for run in runs if run["lag"] == lag) for lag in lags]
        assert len(runs) == len(lags) * numbers["seeds"]
        assert lags == numbers["lags"][: len(lags)]
        assert all(solved[:-1])
        assert len(lags) == len(numbers["lags"]) or not solved[-1]
    for run in numbers["runs"]:
        assert 0 < run["error"] < 1
        assert run["steps"] == numbers["steps"] or run["error"] < numbers["solved"]


def made(**solved: list[int]) -> dict[str, Any]:
    """Runs with two seeds at lags 10, 20, 40; solved are the listed lags."""
    runs = [
        {
            "kind": kind,
            "lag": lag,
            "seed": seed,
            "steps": 1,
            "error": (0.001 if lag in lags else 0.1) * (1 + seed / 100),
        }
        for kind, lags in solved.items()
        for lag in (10, 20, 40)
        for seed in (0, 1)
    ]
    return {"lags": [10, 20, 40], "seeds": 2, "steps": 100, "runs": runs}


def test_the_longest_lag_counts_only_with_all_shorter_ones_and_every_seed() -> None:
    numbers = made(rnn=[], lstm=[10, 40], gru=[10, 20])
    assert [longest(numbers, kind) for kind in ("rnn", "lstm", "gru")] == [0, 10, 20]
    numbers["runs"][-5]["error"] = 0.5  # GRU, lag 10, second seed
    assert longest(numbers, "gru") == 0


@pytest.mark.parametrize(
    ("rnn", "lstm", "verdict"),
    [([10], [10, 20], "held"), ([10, 20], [10, 20], "failed"), ([], [10], "held"), ([], [20], "failed")],
)
def test_both_must_go_further_than_the_rnn(rnn: list[int], lstm: list[int], verdict: str) -> None:
    result, told = outcome(made(rnn=rnn, lstm=lstm, gru=[10, 20, 40]))
    assert result == verdict
    assert (told["gru"], told["most"]) == (40, 40)


def test_errors_that_differ_from_seed_to_seed_decide_nothing() -> None:
    numbers = made(rnn=[], lstm=[10], gru=[10])
    for run in numbers["runs"]:
        if run["kind"] == "rnn" and run["seed"] == 1:
            run["error"] = 5.0
    verdict, told = outcome(numbers)
    assert verdict == "undecided"
    assert told["missed"] == 10


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_networks_side_by_side_are_torch_s_one_by_one(kind: Kind) -> None:
    x, y = (torch.stack(parts) for parts in zip(*[_rows(seed) for seed in (0, 1)], strict=True))
    w, head = _first_weights(kind, [5, 6])
    errors = squares(kind, w, head, x, y)
    for number, seed in enumerate((5, 6)):
        torch.manual_seed(seed)
        module, linear = MODULES[kind](2, WIDTH, batch_first=True), torch.nn.Linear(WIDTH, 1)
        if kind == "lstm":
            with torch.no_grad():
                module.bias_ih_l0[WIDTH : 2 * WIDTH] += 1  # the forget gate's
        said = linear(module(x[number])[0][:, -1])[:, 0]
        torch.testing.assert_close(errors[number], (said - y[number]).square().mean())


def test_each_gradient_is_shortened_by_its_own_length() -> None:
    one, other = torch.zeros(2, 3), torch.zeros(2, 1, 2)
    one.grad, other.grad = torch.tensor([[3.0, 0, 0], [0.3, 0, 0]]), torch.tensor([[[4.0, 0]], [[0.4, 0]]])
    _shorten([one, other])
    assert one.grad[:, 0].tolist() == pytest.approx([0.6, 0.3])
    assert other.grad[:, 0, 0].tolist() == pytest.approx([0.8, 0.4])


def _rows(seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    return sequences(4, 6, torch.Generator().manual_seed(seed))
