"""Trained on short texts, read on long ones: which position scheme still works past its training length?

One small causal language model for each scheme and seed, alike in everything else; the perplexity
of the same held-out text, cut into windows of 64 to 512. The models read characters: words would
need far longer training before a model of this size uses positions at all.
"""

import math
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from jaxtyping import Int
from torch import Tensor

from core.base.errors import SentiscopeError
from core.base.numbers import Estimate
from core.data.documents import Document, split
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import below, every, exactly, mapped, mean
from core.jobs.progress import Progress
from core.nn.schedule import linear_warmup_decay
from core.topics.positions.training import model as position_model
from core.topics.positions.training.character_stream import stream, vocabulary
from core.topics.positions.training.model import SCHEMES, PositionModel

WINDOW = 64
LENGTHS = (64, 128, 256, 512)
LEARNING_RATE, WARM_UP = 4e-3, 0.05
TOKENS_AT_ONCE = 4096  # when judging
AS_GOOD = 1.02  # perplexity may grow by 2 % and the scheme still be said to extrapolate


@dataclass(frozen=True)
class Plan:
    """How much is measured: seeds, steps of `batch` windows, held-out documents and characters of them."""

    seeds: int
    steps: int
    batch: int
    vocabulary: int
    held_out: int
    evaluated: int


PLANS: dict[Size, Plan] = {
    "small": Plan(2, 100, 16, 64, 20, 8192),
    "full": Plan(3, 600, 16, 64, 60, 24576),
}


def measure(begin: Begin, seed: int, size: Size, data: list[Document], /) -> Numbers:
    """Train each scheme with each seed on windows of 64, and measure its loss on every length."""
    plan = PLANS[size]
    learned, held_out = split(data, min(plan.held_out, len(data) // 3))
    known = vocabulary(learned, plan.vocabulary)
    texts, evaluation = stream(learned, known), stream(held_out, known)
    evaluation = evaluation[: min(plan.evaluated, (len(evaluation) - 1) // LENGTHS[-1] * LENGTHS[-1]) + 1]
    if len(texts) <= WINDOW * plan.batch or len(evaluation) <= LENGTHS[-1]:
        raise SentiscopeError("experiment_texts_short", characters=len(texts) + len(evaluation))
    steps = min(plan.steps, (len(texts) - 1) // WINDOW // plan.batch)
    seeds = [seed + number for number in range(plan.seeds)]
    losses: dict[str, list[list[float | None]]] = {scheme: [] for scheme in SCHEMES}
    tables: dict[str, Any] = {}
    with closing(begin(len(SCHEMES) * len(seeds) * (steps + 1))) as progress:
        for own_seed in seeds:
            for scheme in SCHEMES:
                model = trained(scheme, plan, steps, texts, own_seed, progress)
                losses[scheme].append([loss_at(model, evaluation, length) for length in LENGTHS])
                progress.step(1, perplexity=math.exp(losses[scheme][-1][0] or 0.0))
                if own_seed == seed:
                    tables |= learned_tables(model)
    return {
        "steps": steps,
        "learned": steps * plan.batch * WINDOW,
        "judged": len(evaluation) - 1,
        "vocabulary": plan.vocabulary,
        "seeds": len(seeds),
        "window": WINDOW,
        "schemes": {scheme: points(losses[scheme]) for scheme in SCHEMES},
        "tables": tables,
    }


def trained(
    scheme: str, plan: Plan, steps: int, texts: Int[Tensor, "N"], seed: int, progress: Progress
) -> PositionModel:
    """A model after one pass over windows drawn by the seed; every scheme sees the same ones."""
    torch.manual_seed(seed)
    model = PositionModel(scheme, position_model.Size(plan.vocabulary, window=WINDOW))
    optimizer = torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE, fused=True)
    windows = (len(texts) - 1) // WINDOW
    order = torch.randperm(windows, generator=torch.Generator().manual_seed(seed))[: steps * plan.batch]
    for step, starts in enumerate(order.view(steps, plan.batch)):
        rate = LEARNING_RATE * linear_warmup_decay(step + 1, steps + 1, int(WARM_UP * steps))
        for group in optimizer.param_groups:
            group["lr"] = rate
        rows = texts[starts[:, None] * WINDOW + torch.arange(WINDOW + 1)]  # (B, T + 1)
        loss = next_loss(model, rows[:, :-1], rows[:, 1:])
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        progress.step()
    return model.eval()


def next_loss(
    model: PositionModel, read: Int[Tensor, "B T"], truth: Int[Tensor, "B T"], reduction: str = "mean"
) -> Tensor:
    return F.cross_entropy(model(read).flatten(0, 1), truth.flatten(), reduction=reduction)


@torch.inference_mode()
def loss_at(model: PositionModel, characters: Int[Tensor, "N"], length: int) -> float | None:
    """Mean loss (nats a character) over windows of a length, side by side; None where that is too long."""
    if model.longest is not None and length > model.longest:
        return None
    read, truth = characters[:-1].view(-1, length), characters[1:].view(-1, length)
    rows = max(1, TOKENS_AT_ONCE // length)
    total = sum(
        next_loss(model, some, true, "sum").item()
        for some, true in zip(read.split(rows), truth.split(rows), strict=True)
    )
    return total / truth.numel()


def learned_tables(model: PositionModel) -> dict[str, Any]:
    """What the first layer of T5's and Shaw's model learned, for the pictures of these schemes."""
    if model.scheme == "t5":
        return {"t5": _rounded(model.biases)}
    if model.scheme == "shaw":
        first: Any = model.layers[0]
        return {"shaw_keys": _rounded(first.key_distances), "shaw_values": _rounded(first.value_distances)}
    return {}


def _rounded(table: Tensor) -> list[list[float]]:
    return [[round(number, 5) for number in row] for row in table.tolist()]


def points(losses: list[list[float | None]]) -> list[dict[str, Any]]:
    """Perplexity at each length over the seeds, with its interval, and its growth against the first."""
    result: list[dict[str, Any]] = []
    for number, length in enumerate(LENGTHS):
        own = [row[number] for row in losses]
        if any(loss is None for loss in own):
            result.append({"length": length, "perplexity": None, "interval": None, "growth": None})
            continue
        values = [loss for loss in own if loss is not None]
        gains = [loss - row[0] for loss, row in zip(values, losses, strict=True) if row[0] is not None]
        level, growth = (mapped(mean(row), math.exp) for row in (values, gains))
        result.append(
            {
                "length": length,
                "perplexity": level.value,
                "interval": [level.low, level.high],
                "growth": [growth.value, growth.low, growth.high],
            }
        )
    return result


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if sinusoids and ALiBi lose nothing at the longest window, and the table cannot read it.

    Losing nothing: perplexity grows by 2 % at most. Interval: Student's t over the seeds, seed by seed; that
    the table has no row there is exact.
    """
    last = {scheme: entries[-1] for scheme, entries in numbers["schemes"].items()}
    grown = {scheme: Estimate(*last[scheme]["growth"]) for scheme in SCHEMES if scheme != "learned"}
    facts = {"window": numbers["window"], "longest": last["alibi"]["length"], "seeds": numbers["seeds"]}
    parts = (
        exactly(last["learned"]["growth"] is None),
        *(below(grown[scheme], AS_GOOD) for scheme in ("sinusoidal", "alibi")),
    )
    return every(parts), {
        **facts,
        **{scheme: mapped(growth, lambda times: times - 1) for scheme, growth in grown.items()},
    }


EXPERIMENT = Experiment("extrapolation", measure, outcome, "student", needs_sst2=False, needs_texts=True)
