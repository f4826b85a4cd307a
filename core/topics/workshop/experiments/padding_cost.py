"""What padding costs: every batch filled up to 128, or only to its longest, or to that of like neighbours."""

import time
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from core.data.labelled import LabelledData
from core.data.overlap import clean
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import above, every, exactly, geometric_mean
from core.experiments.samples import draw
from core.models.catalog import MAIN_MODEL
from core.models.loading import load_network, load_tokenizer
from core.models.locate import locate
from core.nn.batches import pad_rows
from core.training.batches import token_rows

WAYS = ("max_length", "dynamic", "sorted")
WIDTH = 128
SAME = 1e-3  # of probability; less is rounding
TICK = 1e-9  # seconds; a clock may show none


@dataclass(frozen=True)
class Plan:
    """Batches of so many phrases each."""

    batches: int
    batch_size: int


PLANS: dict[Size, Plan] = {"small": Plan(2, 4), "full": Plan(8, 32)}


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """Cells, processor seconds of forward and backward, and the largest move of a probability."""
    assert data is not None, "this experiment reads SST-2"
    plan, folder = PLANS[size], locate(MAIN_MODEL).folder
    network, tokenizer = load_network(folder), load_tokenizer(folder)
    train = draw(clean(data).train, plan.batches * plan.batch_size, seed)
    width = min(WIDTH, network.config.max_position_embeddings)
    rows = token_rows(tokenizer, train.sentences, width)
    order = torch.randperm(len(rows), generator=torch.Generator().manual_seed(seed)).tolist()
    facts: dict[str, Any] = {way: {"cells": 0, "seconds": 0.0, "batches": []} for way in WAYS}
    alone: Tensor | None = None
    with closing(begin(len(WAYS) * -(-len(rows) // plan.batch_size))) as progress:
        for way in WAYS:
            lined = sorted(order, key=lambda i: len(rows[i])) if way == "sorted" else order
            sure = torch.zeros(len(rows))
            for start in range(0, len(lined), plan.batch_size):
                chosen = lined[start : start + plan.batch_size]
                batch, labels = [rows[i] for i in chosen], torch.tensor([train.labels[i] for i in chosen])
                wide = width if way == "max_length" else None
                ids, mask = pad_rows(batch, tokenizer.pad_token_id, wide)  # (B, T) each
                seconds, sure[chosen] = _step(network, ids, mask, labels)
                facts[way]["cells"] += ids.numel()
                facts[way]["seconds"] += seconds
                facts[way]["batches"].append(seconds)
                progress.step()
            alone = sure if alone is None else alone
            facts[way]["largest_move"] = (sure - alone).abs().max().item()
    return {"phrases": len(rows), "tokens": sum(map(len, rows)), "width": width, "ways": facts}


def _step(network: Any, ids: Tensor, mask: Tensor, labels: Tensor) -> tuple[float, Float[Tensor, "B"]]:
    """Forward and backward without dropout: how long, and the probability of class 1."""
    started = time.process_time()
    logits = network(input_ids=ids, attention_mask=mask).logits  # (B, 2)
    F.cross_entropy(logits, labels).backward()
    seconds = time.process_time() - started
    network.zero_grad()
    return seconds, logits.detach().softmax(-1)[:, 1]


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if padding to the longest takes less than half the time and moves no probability.

    Interval: Student's t on the logarithms over the batches, which hold the same phrases both ways; that no
    probability moves is exact.
    """
    ways, tokens = numbers["ways"], numbers["tokens"]
    facts: dict[str, Any] = {"phrases": numbers["phrases"], "width": numbers["width"]}
    for way in WAYS:
        facts[f"{way}_wasted"] = 1 - tokens / ways[way]["cells"]
    full, longest = ways["max_length"], ways["dynamic"]
    facts["dynamic_times"] = geometric_mean(
        [max(a, TICK) / max(b, TICK) for a, b in zip(full["batches"], longest["batches"], strict=True)]
    )
    facts["sorted_times"] = full["seconds"] / max(ways["sorted"]["seconds"], TICK)
    moved = max(way["largest_move"] for way in ways.values())
    return every((above(facts["dynamic_times"], 2), exactly(moved < SAME))), {**facts, "moved": moved}


EXPERIMENT = Experiment(
    "padding_cost", measure, outcome, "student", models=(MAIN_MODEL,), timed=("seconds", "batches")
)
