"""What a seed decides: the same one twice, ten different ones, and each of its three parts alone."""

from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from core.data.labelled import LabelledData
from core.data.overlap import clean
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import another, exactly
from core.experiments.samples import draw
from core.jobs.progress import Progress
from core.models.loading import load_network, load_tokenizer
from core.models.locate import locate
from core.topics.workshop.training.seed_runs import PARTS, make_gru, several, vary
from core.training.evaluate import evaluate_logits, logits_of
from core.training.finetune import LABELS
from core.training.loop import Run
from core.training.recipe import TransformerRecipe

MODEL = "minilm"
LEARNING_RATE = 1e-4  # twice the usual, for so few steps


@dataclass(frozen=True)
class Plan:
    """Seeds; phrases and epochs of the GRU; phrases of MiniLM (one epoch); dev sentences of each."""

    seeds: int
    phrases: int
    epochs: int
    minilm_phrases: int
    sentences: int | None
    minilm_sentences: int


PLANS: dict[Size, Plan] = {
    "small": Plan(3, 200, 1, 24, 100, 40),
    "full": Plan(10, 4_000, 2, 1_600, None, 400),
}


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """Dev accuracies of the GRU for every part varied, and of MiniLM for all parts together."""
    assert data is not None, "this experiment reads SST-2"
    plan, cleaned = PLANS[size], clean(data)
    seeds = several(seed, plan.seeds)
    gru = make_gru(
        draw(cleaned.train, plan.phrases, seed), draw(cleaned.dev, plan.sentences, seed), plan.epochs
    )
    few = replace(
        cleaned,
        train=draw(cleaned.train, plan.minilm_phrases, seed),
        dev=draw(cleaned.dev, plan.minilm_sentences, seed),
    )
    with closing(begin(len(PARTS) * len(seeds) + 1 + len(seeds))) as progress:
        runs = {part: vary(gru, part, seeds, progress.step) for part in PARTS}
        (again,) = vary(gru, "all", seeds[:1], progress.step)
        minilm = [_minilm(run_seed, few, progress) for run_seed in seeds]
    return {
        "seeds": seeds,
        "accuracies": {part: [run.accuracy for run in found] for part, found in runs.items()},
        "minilm": minilm,
        "digests": [runs["all"][0].digest, again.digest],
        "phrases": len(gru.train),
        "epochs": plan.epochs,
        "sentences": len(gru.dev),
        "minilm_phrases": len(few.train),
        "minilm_sentences": len(few.dev),
    }


def _minilm(seed: int, data: LabelledData, progress: Progress) -> float:
    """Dev accuracy of the encoder after one pass, its head, order and dropout all drawn by one seed."""
    folder = locate(MODEL).folder
    recipe = TransformerRecipe(
        epochs=1, batch_size=32, learning_rate=LEARNING_RATE, precision="bfloat16", threads=1, seed=seed
    )
    torch.manual_seed(seed)
    # The run's folder is for checkpoints; `learn` writes none.
    run = Run(recipe, data, load_tokenizer(folder), load_network(folder, labels=LABELS), Path())
    torch.manual_seed(seed)
    run.model.train()
    for batch in run.batches():
        run.learn(batch)
    accuracy = evaluate_logits(logits_of(run.model, run.dev_rows, run.pad_id), data.dev.labels).accuracy
    progress.step(1, accuracy=accuracy)
    return accuracy


def rank(values: list[float]) -> int:
    """The place of the first value among all, 1 being the best; equals share the better place."""
    return 1 + sum(value > values[0] for value in values)


def is_special(values: list[float]) -> bool:
    """True if the first value lies where one more of the others would be in 5 of 100 cases only."""
    others = another(values[1:])
    return not others.low <= values[0] <= others.high


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if the same seed gave the same bits, others another accuracy, and the first lies among the others.

    Exact: bits and accuracies are compared. Among the others: where one more of their kind would lie in 95 of
    100 cases (Student's t).
    """
    gru, minilm = numbers["accuracies"]["all"], numbers["minilm"]
    same = numbers["digests"][0] == numbers["digests"][1]
    facts: dict[str, Any] = {"count": len(numbers["seeds"]), "seed": numbers["seeds"][0]}
    for name, values in (("gru", gru), ("minilm", minilm)):
        facts |= {f"{name}_low": min(values), f"{name}_high": max(values), f"{name}_rank": rank(values)}
        facts |= {f"{name}_own": values[0], f"{name}_others": another(values[1:])}
    for part in ("head", "order", "dropout"):
        values = numbers["accuracies"][part]
        facts[part] = (max(values) - min(values)) * 100
    facts["digest"] = numbers["digests"][0][:12]
    moved = max(gru) > min(gru) and max(minilm) > min(minilm)
    return exactly(same and moved and not is_special(gru) and not is_special(minilm)), facts


EXPERIMENT = Experiment("seeds", measure, outcome, "student", models=(MODEL, "glove"))
