"""Why not hide more? The same masked tokens guessed while more and more of the rest is hidden as well."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import torch

from core.base.errors import SentiscopeError
from core.data.documents import Document
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import below, every, mapped, paired
from core.experiments.samples import accuracy_interval
from core.nn.batches import pad_rows
from core.topics.pretraining.concept import NOT_CHOSEN
from core.topics.pretraining.masked_tokens import MODEL, compared, hits, open_shipped
from core.topics.pretraining.training.rows import Batch, Row, generator_of

RATES = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8)  # the targets of all are what is hidden at the lowest
BLOCK = 128


@dataclass(frozen=True)
class Plan:
    """Held-out blocks at most, and how many are read together."""

    evaluated: int
    batch: int


PLANS: dict[Size, Plan] = {"small": Plan(16, 4), "full": Plan(480, 16)}


def measure(begin: Begin, seed: int, size: Size, data: list[Document], /) -> Numbers:
    """Top-1 accuracy at the same tokens for each rate of hiding."""
    plan, shipped = PLANS[size], open_shipped(data)
    rows, network = shipped.evaluation_rows(BLOCK, plan.evaluated), shipped.network()
    parts = [rows[start : start + plan.batch] for start in range(0, len(rows), plan.batch)]
    drawn = generator_of(seed, "holes")
    right: list[list[torch.Tensor]] = [[] for _ in RATES]
    with closing(begin(len(parts) * len(RATES))) as progress:
        for part in parts:
            for of_rate, batch in zip(right, hidden_more(part, shipped.tokenizer, drawn), strict=True):
                of_rate.append(hits(network, batch))
                progress.step()
    scores = [torch.cat(of_rate) for of_rate in right]  # (N,) each
    positions = len(scores[0])
    if not positions:
        raise SentiscopeError("documents_too_short")
    return {
        "places": positions,
        "block": BLOCK,
        "rates": list(RATES),
        "scores": [accuracy_interval(int(score.sum()), positions) for score in scores],
        "steps": [compared(fewer, more) for fewer, more in pairwise(scores)],
        "whole": compared(scores[0], scores[-1]),
    }


def hidden_more(rows: list[Row], tokenizer: Any, generator: torch.Generator) -> Iterator[Batch]:
    """One batch for each rate: what one hides the next hides too. Targets are what the first hides."""
    ids, mask = pad_rows([row.ids for row in rows], tokenizer.pad_token_id)  # (B, T) each
    special = torch.tensor(sorted(set(tokenizer.all_special_ids)))
    luck = torch.rand(ids.shape, generator=generator).masked_fill(torch.isin(ids, special), 1.0)  # (B, T)
    targets = ids.where(luck < RATES[0], NOT_CHOSEN)  # (B, T)
    no_pairs = torch.full((len(rows),), NOT_CHOSEN)  # (B,)
    for rate in RATES:
        inputs = ids.masked_fill(luck < rate, tokenizer.mask_token_id)  # (B, T)
        yield Batch(inputs, mask, torch.zeros_like(ids), targets, no_pairs)


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if fewer are right at every step up in the rate, failed if surely more are at one.

    Interval: of a paired difference (Bonett & Price), 5 % shared among the steps (Bonferroni).
    """
    places, steps = numbers["places"], numbers["steps"]
    gains = [paired(step["lost"], step["gained"], places, len(steps)) for step in steps]
    whole = paired(numbers["whole"]["lost"], numbers["whole"]["gained"], places)
    scores = zip(numbers["rates"], numbers["scores"], strict=True)
    facts = {f"at_{round(100 * rate)}": score["accuracy"] for rate, score in scores}
    return every(below(gain, 0) for gain in gains), {
        "places": places,
        "steps": len(steps),
        "falls": sum(gain.high < 0 for gain in gains),
        "rises": sum(gain.low > 0 for gain in gains),
        "whole": mapped(whole, lambda gain: 100 * gain),
        **facts,
    }


EXPERIMENT = Experiment(
    "mask_rate", measure, outcome, "paired", models=(MODEL,), needs_sst2=False, needs_texts=True
)
