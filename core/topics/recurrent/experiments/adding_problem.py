"""The adding problem: two marked numbers among many, the earlier one `lag` words ago. Which cells learn it?

Source: Hochreiter & Schmidhuber 1997, section 5.4. It runs on our own cells: the networks of all seeds
stand side by side in one tensor (N), each with its own weights, rows and steps.
"""

import math
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn

from core.base.numbers import Estimate
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import above, every, exactly, geometric_mean, ratio
from core.models.recurrent.network import MODULES
from core.topics.recurrent.concept import BLOCKS, CELLS, MEMORY, Kind, Weights

KINDS: tuple[Kind, ...] = ("rnn", "lstm", "gru")
WIDTH, BATCH = 32, 32
# At the others' rate the plain RNN learns less.
RATES = {"rnn": 3e-3, "lstm": 1e-2, "gru": 1e-2}
MARGIN = 10  # the earlier marked number is one of the first ten
OPEN = 1.0  # added to the LSTM's forget bias, as Jozefowicz et al. 2015 advise
TEST, EVERY = 500, 50
SOLVED = 0.01  # mean squared error
GUESS = 1 / 6  # the variance of the sum of two numbers that are even between 0 and 1
LONGEST_GRADIENT = 1.0


@dataclass(frozen=True)
class Plan:
    """How far apart the two numbers are, and how many batches a network may learn from."""

    lags: tuple[int, ...]
    seeds: int
    steps: int


PLANS: dict[Size, Plan] = {
    "small": Plan((5, 10), 2, 100),
    "full": Plan((10, 25, 50, 100, 200), 3, 800),
}


def measure(begin: Begin, seed: int, size: Size, data: None, /) -> Numbers:
    """Error on fresh sequences for each cell, lag and seed; a network stops once it has solved its lag.

    A cell that fails with every seed is not tried at longer lags.
    """
    plan = PLANS[size]
    runs: list[dict[str, Any]] = []
    with closing(begin(len(KINDS) * len(plan.lags))) as progress:
        for kind in KINDS:
            for tried, lag in enumerate(plan.lags, start=1):
                own = _runs(kind, lag, list(range(seed, seed + plan.seeds)), plan.steps)
                runs += own
                least = min(run["error"] for run in own)
                progress.step(1, error=least)
                if least >= SOLVED:
                    progress.step(len(plan.lags) - tried)
                    break
    facts = {"lags": list(plan.lags), "seeds": plan.seeds, "steps": plan.steps, "width": WIDTH}
    return {**facts, "guess": GUESS, "solved": SOLVED, "runs": runs}


def sequences(count: int, lag: int, generator: torch.Generator) -> tuple[Float[Tensor, "B T 2"], Tensor]:
    """Numbers from 0 to 1, beside each a mark: 1 for two of them, `lag` apart; and the sum of those two."""
    T = lag + MARGIN
    x = torch.zeros(count, T, 2)
    x[..., 0] = torch.rand(count, T, generator=generator)
    first, rows = torch.randint(0, MARGIN, (count,), generator=generator), torch.arange(count)
    x[rows, first, 1] = x[rows, first + lag, 1] = 1.0
    return x, (x[..., 0] * x[..., 1]).sum(-1)  # (B, T, 2), (B,)


def _runs(kind: Kind, lag: int, seeds: list[int], most: int) -> list[dict[str, Any]]:
    """Train one network for each seed, until each has solved its lag or the batches are used up."""
    generators = [torch.Generator().manual_seed(seed) for seed in seeds]
    test = _batches(TEST, lag, generators)
    weights, head = _first_weights(kind, seeds)
    learned = [*weights, *head]
    optimizer = torch.optim.Adam(learned, lr=RATES[kind])
    results: dict[int, dict[str, Any]] = {}
    for step in range(1, most + 1):
        loss = squares(kind, weights, head, *_batches(BATCH, lag, generators)).sum()
        optimizer.zero_grad()
        loss.backward()
        _shorten(learned)
        optimizer.step()
        if step % EVERY == 0:
            with torch.no_grad():
                errors = squares(kind, weights, head, *test).tolist()
            for number, error in enumerate(errors):
                if number not in results and (error < SOLVED or step + EVERY > most):
                    results[number] = {"error": error, "steps": step}
            if len(results) == len(seeds):
                break
    return [{"kind": kind, "lag": lag, "seed": seed, **results[n]} for n, seed in enumerate(seeds)]


def squares(
    kind: Kind,
    w: Weights,
    head: tuple[Float[Tensor, "N 1 D"], Float[Tensor, "N 1"]],
    x: Float[Tensor, "N B T 2"],
    y: Float[Tensor, "N B"],
) -> Float[Tensor, "N"]:
    """Each network's mean squared error, from the state after the last word of its own rows."""
    state = {name: x.new_zeros(*x.shape[:2], WIDTH) for name in MEMORY[kind]}  # (N, B, D) each
    for t in range(x.shape[2]):
        state = CELLS[kind](x[:, :, t], state, w)
    predicted = (state["hidden"] * head[0]).sum(-1) + head[1]  # (N, B)
    return (predicted - y).square().mean(-1)


def _first_weights(kind: Kind, seeds: list[int]) -> tuple[Weights, tuple[Tensor, Tensor]]:
    """What torch would begin with for each seed, side by side."""
    modules, heads = [], []
    for seed in seeds:
        torch.manual_seed(seed)
        modules.append(MODULES[kind](2, WIDTH))
        heads.append(nn.Linear(WIDTH, 1))
    names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    w = Weights(*(torch.stack([getattr(module, name).detach() for module in modules]) for name in names))
    w = w._replace(b_x=w.b_x[:, None], b_h=w.b_h[:, None])  # (N, 1, G * D): the same for all of B
    if kind == "lstm":
        forget = BLOCKS[kind].index("forget") * WIDTH
        w.b_x[..., forget : forget + WIDTH] += OPEN
    head = (torch.stack([h.weight.detach() for h in heads]), torch.stack([h.bias.detach() for h in heads]))
    for tensor in (*w, *head):
        tensor.requires_grad_()
    return w, head


def _shorten(learned: list[Tensor]) -> None:
    """Clip each network's gradient by its own norm."""
    gradients = [tensor.grad for tensor in learned if tensor.grad is not None]
    lengths = sum(gradient.flatten(1).square().sum(1) for gradient in gradients)
    assert isinstance(lengths, Tensor)
    factors = (LONGEST_GRADIENT / lengths.sqrt().clamp(min=1e-12)).clamp(max=1.0)  # (N,)
    for gradient in gradients:
        gradient *= factors.view(-1, *[1] * (gradient.ndim - 1))


def _batches(
    count: int, lag: int, generators: list[torch.Generator]
) -> tuple[Float[Tensor, "N B T 2"], Float[Tensor, "N B"]]:
    """Rows for each network, drawn by its own generator."""
    drawn = [sequences(count, lag, generator) for generator in generators]
    return torch.stack([x for x, _ in drawn]), torch.stack([y for _, y in drawn])


def longest(numbers: Numbers, kind: str) -> int:
    """The longest lag that a cell solved with every seed, with all shorter ones; 0 for none."""
    reached = 0
    for lag in numbers["lags"]:
        errors = [run["error"] for run in numbers["runs"] if (run["kind"], run["lag"]) == (kind, lag)]
        if not errors or max(errors) >= SOLVED:
            break
        reached = lag
    return reached


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if the others solve the first lag that the plain RNN does not, with less error there.

    Solved is a lag that every seed solves. Interval: Student's t on the logarithms over the
    seeds, a ratio of two cells from both (MOVER).
    """
    reached: dict[str, Any] = {kind: longest(numbers, kind) for kind in KINDS}
    missed = next((lag for lag in numbers["lags"] if lag > reached["rnn"]), numbers["lags"][-1])
    errors = {kind: _errors(numbers, kind, missed) for kind in KINDS}
    facts = {"most": numbers["lags"][-1], "missed": missed, "steps": numbers["steps"]}
    facts |= {**reached, "seeds": numbers["seeds"]}
    times = {kind: _ratio(errors["rnn"], errors[kind]) for kind in ("lstm", "gru")}
    solved = exactly(min(reached["lstm"], reached["gru"]) >= missed)
    verdict = every((solved, *(above(more, 1) for more in times.values())))
    return verdict, {**facts, **{f"{kind}_times": more for kind, more in times.items()}}


def _ratio(plain: Estimate | None, gated: Estimate | None) -> Estimate:
    """How many times the error of the one is the other's; anything where one was not tried so far."""
    return ratio(plain, gated) if plain and gated else Estimate(1.0, 0.0, math.inf)


def _errors(numbers: Numbers, kind: str, lag: int) -> Estimate | None:
    errors = [run["error"] for run in numbers["runs"] if (run["kind"], run["lag"]) == (kind, lag)]
    return geometric_mean(errors) if errors else None


EXPERIMENT = Experiment("adding_problem", measure, outcome, "student", needs_sst2=False)
