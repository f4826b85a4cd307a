"""Left only, right only, both: how well does a hidden word show from each?

First as the shipped network is: one-sided attention is new to it. Then fairly: three copies of it trained
for as many steps more, each with its own side, with the same texts, positions, order and dropout seed.
"""

from contextlib import closing
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Bool
from torch import Tensor

from core.base.errors import SentiscopeError
from core.data.documents import Document
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import above, every, mapped, paired
from core.experiments.samples import accuracy_interval
from core.jobs.progress import Progress
from core.nn.masks import causal
from core.nn.schedule import linear_warmup_decay
from core.topics.pretraining.concept import mlm_loss
from core.topics.pretraining.masked_tokens import MODEL, Shipped, compared, guess, hits, open_shipped
from core.topics.pretraining.predictions import SIDES, Side
from core.topics.pretraining.training.loop import Pretrainer
from core.topics.pretraining.training.rows import (
    Batch,
    Row,
    block_rows,
    fixed_batches,
    generator_of,
    make_batch,
)

LEARNING_RATE, WARM_UP = 2e-4, 0.1
BLOCK = 64
ALL_MASKED = {"masked": 1.0, "random": 0.0}


@dataclass(frozen=True)
class Plan:
    """Steps of `batch` blocks more, after how many each is evaluated, on how many held-out blocks at most."""

    steps: int
    every: int
    batch: int
    evaluated: int


PLANS: dict[Size, Plan] = {"small": Plan(4, 2, 4, 16), "full": Plan(180, 60, 16, 512)}


def measure(begin: Begin, seed: int, size: Size, data: list[Document], /) -> Numbers:
    """Top-1 at the same masked tokens for each side: as shipped, and while training goes on."""
    plan, shipped = PLANS[size], open_shipped(data)
    rows = block_rows(shipped.tokenizer, shipped.learned, BLOCK)
    evaluation, drawn = shipped.evaluation_rows(BLOCK, plan.evaluated), generator_of(seed, "judged")
    batches = list(fixed_batches(evaluation, shipped.tokenizer, 16, drawn, **ALL_MASKED))
    positions = sum(int(batch.chosen.sum()) for batch in batches)
    if not positions:
        raise SentiscopeError("documents_too_short")
    with closing(begin(len(SIDES) * plan.steps)) as progress:
        courses = {side: _course(side, shipped, rows, batches, seed, plan, progress) for side in SIDES}
    curves = {
        side: [accuracy_interval(int(right.sum()), positions) for right in course]
        for side, course in courses.items()
    }
    ends = {side: course[-1] for side, course in courses.items()}
    return {
        "places": positions,
        "batch": plan.batch,
        "block": BLOCK,
        "steps": list(range(0, plan.steps + 1, plan.every)),
        "sides": curves,
        "against": {side: compared(ends[side], ends["both"]) for side in SIDES if side != "both"},
    }


def sight(batch: Batch, tokenizer: Any, side: Side) -> Bool[Tensor, "B 1 T S"] | None:
    """Which keys each query may look at: up to its own position, from it on, or all (None).

    [CLS] and [SEP] may be looked at from everywhere, as the network is used to, but look at each other
    only: else a token could see the hidden side through them.
    """
    if side == "both":
        return None
    table = causal(batch.ids.shape[1])  # (T, S)
    table = table if side == "left" else table.T
    ends = torch.isin(batch.ids, torch.tensor([tokenizer.cls_token_id, tokenizer.sep_token_id]))  # (B, T)
    seen = torch.where(ends[:, :, None], ends[:, None, :], table | ends[:, None, :])  # (B, T, S)
    return (seen & batch.mask.bool()[:, None, :])[:, None]  # (B, 1, T, S)


def _course(
    side: Side,
    shipped: Shipped,
    rows: list[Row],
    batches: list[Batch],
    seed: int,
    plan: Plan,
    progress: Progress,
) -> list[Bool[Tensor, "N"]]:
    """Which positions a copy with this sight guesses rightly: as shipped, and after every few steps."""
    torch.manual_seed(seed)  # dropout
    network, tokenizer = shipped.network(), shipped.tokenizer
    network.bert.embeddings.requires_grad_(False)  # the words mean the same from either side
    learning = [parameter for parameter in network.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(learning, lr=LEARNING_RATE, weight_decay=0.01, fused=True)
    order = torch.randperm(len(rows), generator=generator_of(seed, "order")).tolist()
    course = [_evaluate(network, batches, tokenizer, side)]
    for step in range(plan.steps):
        numbers = [order[(step * plan.batch + at) % len(order)] for at in range(plan.batch)]
        batch = make_batch([rows[number] for number in numbers], tokenizer, generator_of(seed, "holes", step))
        for group in optimizer.param_groups:
            group["lr"] = LEARNING_RATE * linear_warmup_decay(step, plan.steps, round(WARM_UP * plan.steps))
        progress.step(loss=_learn(network, batch, sight(batch, tokenizer, side), optimizer))
        if (step + 1) % plan.every == 0:
            course.append(_evaluate(network, batches, tokenizer, side))
    return course


def _learn(
    network: Pretrainer,
    batch: Batch,
    seen: Bool[Tensor, "B 1 T S"] | None,
    optimizer: torch.optim.Optimizer,
) -> float:
    """One step on the masked tokens; the loss before it, in nats."""
    network.train()
    loss = mlm_loss(guess(network, batch, seen), batch.targets[batch.chosen])
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()
    return loss.item()


def _evaluate(network: Pretrainer, batches: list[Batch], tokenizer: Any, side: Side) -> Bool[Tensor, "N"]:
    network.eval()
    return torch.cat([hits(network, batch, sight(batch, tokenizer, side)) for batch in batches])


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if after equal training both sides are right more often than either.

    Interval: of a paired difference (Bonett & Price). One training each.
    """
    places = numbers["places"]
    leads = {
        side: paired(entry["lost"], entry["gained"], places) for side, entry in numbers["against"].items()
    }
    before = {f"{side}_before": curve[0]["accuracy"] for side, curve in numbers["sides"].items()}
    after = {side: curve[-1]["accuracy"] for side, curve in numbers["sides"].items()}
    points = {f"lead_{side}": mapped(lead, lambda share: 100 * share) for side, lead in leads.items()}
    facts = {"places": places, "steps": numbers["steps"][-1]}
    return every(above(lead, 0) for lead in leads.values()), {**facts, **before, **after, **points}


EXPERIMENT = Experiment(
    "mask_sides", measure, outcome, "paired", models=(MODEL,), needs_sst2=False, needs_texts=True
)
