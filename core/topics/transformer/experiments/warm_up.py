"""Does post-norm need warm-up? The loss after a short training, by the highest learning rate.

Source: Xiong et al. 2020, sections 3 and 4.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import torch

from core.data.labelled import LabelledData
from core.data.vocabulary import Vocabulary
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import above, every, mean
from core.topics.transformer.networks.transformer import Order, Transformer
from core.topics.transformer.phrases.pieces import Phrase
from core.topics.transformer.phrases.sentences import draw
from core.topics.transformer.training.loop import BETAS, EPSILON, smoothed_loss
from core.topics.transformer.translator import batch_of, learn_pieces

WIDTH, HEADS, LAYERS = 64, 4, 3
BATCH, WORDS, SMOOTHING = 16, (1, 8), 0.1
RATES = (0.001, 0.002, 0.004)  # the highest of a training
SETTINGS: dict[str, tuple[Order, bool]] = {
    "post_with": ("post", True),
    "post_without": ("post", False),
    "pre_without": ("pre", False),
}
LAST = 0.2  # of the steps, whose mean loss counts


@dataclass(frozen=True)
class Plan:
    """Trainings of each setting, their steps, and how many of them warm up."""

    seeds: int
    steps: int
    warmup: int


PLANS: dict[Size, Plan] = {"small": Plan(2, 3, 2), "full": Plan(4, 200, 80)}


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """The mean loss of the last steps of every training; each sentence is learned from once."""
    plan = PLANS[size]
    phrases = draw(f"{seed}/warm-up", plan.steps * BATCH, words=WORDS)
    pieces = learn_pieces(phrases)
    points: list[dict[str, Any]] = []
    with closing(begin(len(RATES) * len(SETTINGS) * plan.seeds)) as progress:
        for rate in RATES:
            point: dict[str, Any] = {"rate": rate}
            for name, (order, warm) in SETTINGS.items():
                point[name] = []
                for own_seed in range(seed, seed + plan.seeds):
                    rates = [rate_of(n, rate, plan.warmup, warm) for n in range(1, plan.steps + 1)]
                    point[name].append(_trained(order, rates, phrases, pieces, own_seed))
                    progress.step()
            points.append(point)
    return {"trainings": plan.seeds, "steps": plan.steps, "warmup": plan.warmup, "points": points}


def rate_of(step: int, highest: float, warmup: int, warm: bool) -> float:
    """Noam's shape up to `highest`; without warm-up that is the rate of the first steps, too."""
    return highest * min(step / warmup if warm else 1.0, (warmup / step) ** 0.5)


def _trained(
    order: Order, rates: Sequence[float], phrases: Sequence[Phrase], pieces: Vocabulary, seed: int
) -> float:
    """The mean loss of a training's last steps, in nats."""
    torch.manual_seed(seed)
    network = Transformer(len(pieces), WIDTH, HEADS, LAYERS, 2 * WIDTH, order).train()
    optimizer = torch.optim.Adam(network.parameters(), betas=BETAS, eps=EPSILON)
    losses = []
    for n, rate in enumerate(rates):
        optimizer.param_groups[0]["lr"] = rate
        loss = smoothed_loss(network, batch_of(phrases[n * BATCH : (n + 1) * BATCH], pieces), SMOOTHING)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    last = losses[-max(1, round(LAST * len(losses))) :]
    return sum(last) / len(last)


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if at the highest rate post-norm without warm-up surely ends above post-norm with, and pre-norm.

    Interval: Student's t over the seeds, of the difference from the same seed's other training.
    """
    highest = numbers["points"][-1]
    gaps = {
        name: mean([a - b for a, b in zip(highest["post_without"], highest[name], strict=True)])
        for name in ("post_with", "pre_without")
    }
    lowest = numbers["points"][0]
    return every(above(gap, 0.0) for gap in gaps.values()), {
        "trainings": numbers["trainings"],
        "steps": numbers["steps"],
        "warmup": numbers["warmup"],
        "rate": highest["rate"],
        "low_rate": lowest["rate"],
        "warm_gap": gaps["post_with"],
        "pre_gap": gaps["pre_without"],
        **{name: mean(highest[name]).value for name in SETTINGS},
        **{f"low_{name}": mean(lowest[name]).value for name in SETTINGS},
    }


EXPERIMENT = Experiment("warm_up", measure, outcome, "student", needs_sst2=False)
