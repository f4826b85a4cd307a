"""Our loop against `Trainer.train()`, step by step; then one line of it left out at a time.

The lines are left out at a gentle learning rate and at one far too high for a Transformer: what a line
is for may show only where training is in danger.
"""

import math
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from core.data.labelled import LabelledData
from core.data.overlap import clean
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import exactly
from core.experiments.samples import accuracy_interval, draw
from core.models.locate import locate
from core.topics.workshop.training.plain_loop import LINES
from core.topics.workshop.training.trainer_comparison import (
    MOST_TOKENS,
    Setting,
    Task,
    by_our_loop,
    compare,
    make_task,
)
from core.training.batches import token_rows
from core.training.evaluate import evaluate_logits, logits_of

MODEL = "minilm"
RATES = (5e-5, 5e-4)  # the usual one, and ten times as much
WHOLE = "whole"
SAME = 1e-6  # nats; a fused and an unfused AdamW differ by less


@dataclass(frozen=True)
class Plan:
    """Steps beside Trainer, steps of the runs with a line left out, rows a step, dev sentences."""

    steps: int
    longer: int
    batch_size: int
    sentences: int | None


PLANS: dict[Size, Plan] = {"small": Plan(3, 6, 4, 40), "full": Plan(20, 60, 16, 400)}


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """Losses of both ways, and for each rate and left-out line the losses and the dev accuracy."""
    assert data is not None, "this experiment reads SST-2"
    plan = PLANS[size]
    dev = draw(data.dev, plan.sentences, seed)
    train = draw(clean(data).train, plan.longer * plan.batch_size, seed)
    task = make_task(locate(MODEL).folder, train)
    rows = token_rows(task.tokenizer, dev.sentences, MOST_TOKENS)
    runs: list[dict[str, Any]] = []
    with closing(begin(2 + len(RATES) * (1 + len(LINES)))) as progress:
        setting = Setting(plan.steps, min(plan.batch_size, len(train) // plan.steps), RATES[0], seed)
        comparison = compare(task, setting, (), progress.step)
        for rate in RATES:
            for line in (WHOLE, *LINES):
                run = _left_out(
                    task, line, Setting(plan.longer, plan.batch_size, rate, seed), rows, dev.labels
                )
                runs.append(run)
                progress.step(1, accuracy=run["accuracy"])
    return {"compared": comparison, "longer": plan.longer, "sentences": len(dev), "runs": runs}


def _left_out(
    task: Task, line: str, setting: Setting, rows: list[list[int]], labels: list[int]
) -> dict[str, Any]:
    """One longer run without a line; a loss that is no number is written as None, which JSON knows."""
    losses, network = by_our_loop(task, setting, () if line == WHOLE else (line,))
    network.eval()
    judged = evaluate_logits(logits_of(network, rows, task.tokenizer.pad_token_id), labels)
    right = judged.confusion.true_positive + judged.confusion.true_negative
    return {
        "line": line,
        "rate": setting.learning_rate,
        "losses": [loss if math.isfinite(loss) else None for loss in losses],
        **accuracy_interval(right, judged.confusion.total),
    }


def last_loss(run: dict[str, Any], proportion: float = 0.25) -> float:
    """The mean loss of a run's last quarter; infinite if any of it was no number."""
    losses = run["losses"][-max(1, round(len(run["losses"]) * proportion)) :]
    return math.inf if None in losses else sum(losses) / len(losses)


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if both ways give the same losses; what each missing line did is told in accuracy.

    Exact: the losses are compared step by step. The accuracies have Wilson intervals.
    """
    comparison = numbers["compared"]
    parameters: dict[str, Any] = {
        "steps": comparison["steps"],
        "difference": comparison["largest_difference"],
        "weights": comparison["largest_weight_difference"],
        "longer": numbers["longer"],
        "sentences": numbers["sentences"],
    }
    for run in numbers["runs"]:
        speed = "gentle" if run["rate"] == RATES[0] else "fast"
        parameters[f"{run['line']}_{speed}"] = run["accuracy"]
    return exactly(comparison["largest_difference"] < SAME), parameters


EXPERIMENT = Experiment("loop_trainer", measure, outcome, "exact", models=(MODEL,))
