"""Fine-tuning from pretrained weights against the same network from random weights.

The pretrained start gets the usual rate of fine-tuning. Random weights get it too, and a second
try with a rate usual for training from scratch, so that they are not beaten by a setting alone.
"""

from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from core.base.numbers import Estimate
from core.data.labelled import LabelledData
from core.data.overlap import clean
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import above, difference, mapped
from core.experiments.samples import accuracy_interval, draw
from core.jobs.progress import Progress
from core.models.loading import load_network, load_tokenizer
from core.models.locate import locate
from core.training.evaluate import evaluate_logits, logits_of
from core.training.finetune import LABELS
from core.training.loop import Run
from core.training.recipe import TransformerRecipe

MODEL = "minilm"
RATES = {"pretrained": 5e-5, "random": 5e-5, "random_fast": 3e-4}  # the highest learning rate of each start


@dataclass(frozen=True)
class Plan:
    """How much is measured: steps, phrases in each, steps between evaluations, dev sentences (None: all)."""

    steps: int
    batch_size: int
    every: int
    sentences: int | None


PLANS: dict[Size, Plan] = {"small": Plan(120, 16, 30, 200), "full": Plan(300, 32, 50, None)}


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """Train each start on the same batches; dev accuracy before the first step and along the way."""
    assert data is not None, "this experiment reads SST-2"
    plan = PLANS[size]
    cleaned = clean(data)
    train = draw(cleaned.train, plan.steps * plan.batch_size, seed)
    part = replace(data, train=train, dev=draw(data.dev, plan.sentences, seed))
    steps = -(-len(train) // plan.batch_size)  # fewer than planned where the data is small
    with closing(begin(steps * len(RATES))) as progress:
        curves = {start: _curve(start, plan, part, seed, progress) for start in RATES}
    return {
        "steps": steps,
        "batch_size": plan.batch_size,
        "sentences": len(part.dev),
        "rates": RATES,
        "curves": curves,
    }


def network_from(start: str, folder: Path, seed: int) -> torch.nn.Module:
    """The folder's network with its own weights or, of the same architecture, with random ones."""
    torch.manual_seed(seed)  # the new head, or everything
    network: torch.nn.Module = load_network(folder, labels=LABELS)
    if start == "pretrained":
        return network
    torch.manual_seed(seed)
    return type(network)(network.config)


def _curve(start: str, plan: Plan, data: LabelledData, seed: int, progress: Progress) -> list[dict[str, Any]]:
    folder = locate(MODEL, network=True).folder
    recipe = TransformerRecipe(
        epochs=1, batch_size=plan.batch_size, learning_rate=RATES[start], threads=1, seed=seed
    )
    # The run's folder is for checkpoints; `learn` writes none.
    run = Run(recipe, data, load_tokenizer(folder), network_from(start, folder, seed), Path())
    points = [_point(run)]
    torch.manual_seed(seed)  # the same dropout for every start
    run.model.train()
    for batch in run.batches():
        run.learn(batch)
        if run.state.step % plan.every == 0 or run.state.step == run.total_steps:
            points.append(_point(run))
            progress.step(1, accuracy=points[-1]["accuracy"])
        else:
            progress.step()
    return points


def _point(run: Run) -> dict[str, Any]:
    dev = evaluate_logits(logits_of(run.model, run.dev_rows, run.pad_id), run.data.dev.labels)
    right = dev.confusion.true_positive + dev.confusion.true_negative
    return {"step": run.state.step, "loss": dev.loss, **accuracy_interval(right, dev.confusion.total)}


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if at the end the pretrained start is right more often than the better random one.

    Interval: Newcombe's, wider than needed as both read the same dev sentences. One seed each.
    """
    last = {start: numbers["curves"][start][-1] for start in RATES}
    rival = max((start for start in RATES if start != "pretrained"), key=lambda s: last[s]["accuracy"])
    own, other = (Estimate(last[s]["accuracy"], *last[s]["interval"]) for s in ("pretrained", rival))
    lead = difference(own, other)
    passed = (
        point["step"]
        for point in numbers["curves"]["pretrained"]
        if point["step"] and point["accuracy"] > other.value
    )
    return above(lead, 0), {
        "steps": numbers["steps"],
        "sentences": numbers["sentences"],
        "pretrained": own,
        "random": other,
        "lead": mapped(lead, lambda gain: 100 * gain),
        "passed": next(passed, numbers["steps"]),
    }


EXPERIMENT = Experiment("pretrained", measure, outcome, "apart", models=(MODEL,))
