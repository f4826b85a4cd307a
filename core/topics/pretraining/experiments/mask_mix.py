"""80/10/10 against 100 % [MASK]: what does a network learn about tokens that are *not* masked?

The same encoder trained twice for each seed, with the same texts, chosen positions, order and first weights
of its heads: chosen tokens are masked, exchanged or kept (80/10/10), or all of them masked.
"""

from contextlib import closing
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import torch

from core.data.documents import Document, split
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import above, below, every, mapped, mean
from core.jobs.progress import Progress
from core.models.bert.pretraining import load_pretraining_network
from core.models.loading import load_tokenizer
from core.models.locate import locate
from core.nn.schedule import linear_warmup_decay
from core.topics.pretraining.concept import mlm_loss
from core.topics.pretraining.training.loop import Pretrainer
from core.topics.pretraining.training.rows import (
    Batch,
    Row,
    block_rows,
    fixed_batches,
    generator_of,
    make_batch,
    token_documents,
)

MODEL = "minilm"
MIXES = {"mixed": {"masked": 0.8, "random": 0.1}, "masks": {"masked": 1.0, "random": 0.0}}
CASES = ("masked", "kept", "random")  # what stands at the position: [MASK], the token itself, another one
AT = {"masked": (1.0, 0.0), "kept": (0.0, 0.0), "random": (0.0, 1.0)}  # rates of [MASK] and of exchanged
LEARNING_RATE, WARM_UP = 3e-4, 0.1
BLOCK = 64
HELD_OUT = 60  # documents


@dataclass(frozen=True)
class Plan:
    """Seeds, steps of `batch` blocks, and how many held-out blocks are evaluated."""

    seeds: int
    steps: int
    batch: int
    evaluated: int


PLANS: dict[Size, Plan] = {"small": Plan(2, 6, 4, 16), "full": Plan(3, 120, 16, 128)}


def measure(begin: Begin, seed: int, size: Size, data: list[Document], /) -> Numbers:
    """Top-1 accuracy on held-out blocks at each kind of position, for each mix and seed."""
    plan = PLANS[size]
    folder = locate(MODEL).folder
    tokenizer = load_tokenizer(folder)
    learned, held_out = split(data, min(HELD_OUT, len(data) // 3))
    rows = block_rows(tokenizer, token_documents(tokenizer, learned), BLOCK)
    evaluation = block_rows(tokenizer, token_documents(tokenizer, held_out), BLOCK)[: plan.evaluated]
    runs: dict[str, list[dict[str, float]]] = {mix: [] for mix in MIXES}
    with closing(begin(plan.seeds * len(MIXES) * plan.steps)) as progress:
        for number in range(plan.seeds):
            for mix in MIXES:
                torch.manual_seed(seed + number)  # the heads' first values, and dropout
                network = Pretrainer(load_pretraining_network(folder, draw_heads=True))
                _train(network, rows, tokenizer, mix, seed + number, plan, progress)
                runs[mix].append(_evaluate(network.eval(), evaluation, tokenizer, seed))
    return {"places": list(CASES), "steps": plan.steps, "batch": plan.batch, "runs": runs}


def _train(
    network: Pretrainer, rows: list[Row], tokenizer: Any, mix: str, seed: int, plan: Plan, progress: Progress
) -> None:
    network.train()
    optimizer = torch.optim.AdamW(network.parameters(), lr=LEARNING_RATE, weight_decay=0.01)
    order = torch.randperm(len(rows), generator=torch.Generator().manual_seed(seed)).tolist()
    for step in range(plan.steps):
        numbers = [order[(step * plan.batch + at) % len(order)] for at in range(plan.batch)]
        generator = generator_of(seed, "holes", step)
        batch = make_batch([rows[number] for number in numbers], tokenizer, generator, **MIXES[mix])
        for group in optimizer.param_groups:
            group["lr"] = LEARNING_RATE * linear_warmup_decay(step, plan.steps, round(WARM_UP * plan.steps))
        loss = mlm_loss(network(batch)[0], batch.targets[batch.chosen])
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        progress.step(loss=loss.item())


@torch.inference_mode()
def _evaluate(network: Pretrainer, rows: list[Row], tokenizer: Any, seed: int) -> dict[str, float]:
    """Accuracy at the chosen tokens, for each kind of position."""
    result = {}
    for position, (masked, random) in AT.items():
        generator = generator_of(seed, "judged")  # the same positions are chosen each time
        right = total = 0
        for batch in fixed_batches(rows, tokenizer, 32, generator, masked=masked, random=random):
            hits = _hits(network, batch)
            right, total = right + int(hits.sum()), total + len(hits)
        result[position] = right / max(total, 1)
    return result


def _hits(network: Pretrainer, batch: Batch) -> torch.Tensor:
    return network(batch)[0].argmax(-1) == batch.targets[batch.chosen]


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if the mix knows standing tokens better, 100 % [MASK] guesses them less often than [MASK] itself.

    Interval: Student's t over the seeds, seed by seed.
    """
    runs = numbers["runs"]
    pairs = list(zip(runs["mixed"], runs["masks"], strict=True))
    lead = mean([mixed["kept"] - masks["kept"] for mixed, masks in pairs])
    blind = mean([run["kept"] - run["masked"] for run in runs["masks"]])
    facts = {
        f"{mix}_{position}": fmean(run[position] for run in runs[mix]) for mix in MIXES for position in CASES
    }
    return every((above(lead, 0), below(blind, 0))), {
        "seeds": len(pairs),
        "steps": numbers["steps"],
        "lead": mapped(lead, lambda share: 100 * share),
        "blind": mapped(blind, lambda share: 100 * share),
        **facts,
    }


EXPERIMENT = Experiment(
    "mask_mix", measure, outcome, "student", models=(MODEL,), needs_sst2=False, needs_texts=True
)
