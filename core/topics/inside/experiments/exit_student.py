"""Exits in the whole network against a distilled student of half its layers: whose verdicts, at like cost?

The student begins at every second of the shipped layers, and learns from what the shipped network says.
"""

import copy
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.base.numbers import Estimate
from core.data.labelled import LabelledData, Split
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import above, mapped, paired, share
from core.experiments.samples import accuracy_interval, draw, sign_test
from core.jobs.progress import Progress
from core.models.catalog import MAIN_MODEL
from core.models.transformer import TransformerClassifier
from core.scoring.backends.exits.thresholds import levels, said_at
from core.scoring.backends.exits.thresholds import outcome as after_leaving
from core.topics.inside.measuring import SENTENCES, halves, opened, read, thresholds_for
from core.training.batches import token_rows
from core.training.evaluate import logits_of
from core.training.finetune import prepare
from core.training.loop import Run
from core.training.recipe import TransformerRecipe

PHRASES: dict[Size, int | None] = {"small": 40, "full": None}  # to learn from
EVERY = 2  # of the layers one is kept
RECIPE = TransformerRecipe(
    epochs=3, batch_size=64, learning_rate=1e-4, precision="bfloat16", average=0.999, keep="last", threads=1
)
PORTION = 2048  # phrases that the teacher answers between two steps of the progress


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """Distil the student, and let both read dev: how often each is right, and says what the network says."""
    assert data is not None, "this experiment reads SST-2"
    classifier, exits = opened()
    parts = halves(data, SENTENCES[size], seed)
    phrases = draw(parts.rest, PHRASES[size], seed)
    student = student_of(classifier.network)
    layers = len(student.bert.encoder.layer)
    whole = len(classifier.network.bert.encoder.layer)
    recipe = replace(RECIPE, seed=seed)
    run = Run(recipe, replace(data, train=phrases, dev=parts.dev), classifier.tokenizer, student, Path())
    reading = len(parts.choose) + len(parts.dev)
    with closing(begin(len(phrases) + run.total_steps + reading)) as progress:
        run.targets = answers(classifier, phrases, progress)
        said = _taught(run, classifier, progress)  # (N,)
        known, dev = (read(classifier, exits, part, progress.step) for part in (parts.choose, parts.dev))
    limits = thresholds_for(known.heard, layers / whole)
    level = levels(dev.heard.log_odds, limits)  # (N,)
    own = said_at(dev.heard, level)
    rights = {"whole": dev.heard.last, "exits": own, "student": said}
    return {
        "sentences": len(parts.dev),
        "held_out": len(parts.choose),
        "phrases": len(phrases),
        "epochs": recipe.epochs,
        "layers": layers,
        "whole_layers": whole,
        "computed": after_leaving(dev.heard, limits).computed,
        "readers": [
            {
                "reader": name,
                "same": int((verdict == dev.heard.last).sum()),
                **accuracy_interval(int((verdict == dev.positive).sum()), len(verdict)),
            }
            for name, verdict in rights.items()
        ],
        **_compared(said == dev.positive, own == dev.positive),
    }


def student_of(network: Any) -> Any:
    """A copy of the network with every second of its layers, from the first on."""
    student = copy.deepcopy(network)
    student.bert.encoder.layer = student.bert.encoder.layer[::EVERY]
    student.config.num_hidden_layers = len(student.bert.encoder.layer)
    prepare(student, RECIPE.dropout)
    return student.requires_grad_(True)


def answers(classifier: TransformerClassifier, phrases: Split, progress: Progress) -> torch.Tensor:
    """What the network says of the phrases: probabilities (N, 2)."""
    rows = token_rows(classifier.tokenizer, phrases.sentences, RECIPE.max_length)
    said = []
    for start in range(0, len(rows), PORTION):
        some = rows[start : start + PORTION]
        said.append(logits_of(classifier.network, some, classifier.tokenizer.pad_token_id).softmax(-1))
        progress.step(len(some))
    return torch.cat(said)


def _taught(run: Run, classifier: TransformerClassifier, progress: Progress) -> NDArray[np.bool_]:
    """Train to the end, and the verdicts of the averaged weights on dev (N,); true is positive."""
    torch.manual_seed(run.settings.seed)  # dropout
    run.model.train()
    while run.state.step < run.total_steps:
        for batch in run.batches():
            progress.step(1, loss=run.learn(batch))
    assert run.average is not None
    with run.average.applied():
        logits = logits_of(run.model, run.dev_rows, run.pad_id)  # (N, 2)
    return np.asarray((logits.argmax(dim=-1) == classifier.positive).numpy())


def _compared(student: NDArray[np.bool_], exits: NDArray[np.bool_]) -> dict[str, Any]:
    """The sentences that only the student gets right, `lost` with exits, and those that only exits do."""
    lost, gained = int((student & ~exits).sum()), int((exits & ~student).sum())
    return {"lost": lost, "gained": gained, "chance": sign_test(lost, gained)}


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if at like cost exits get more of dev right than the student.

    Interval: of a paired difference (Bonett & Price). One student, of one seed.
    """
    total = numbers["sentences"]
    readers = {one["reader"]: one for one in numbers["readers"]}
    lead = paired(numbers["lost"], numbers["gained"], total)
    return above(lead, 0), {
        **{name: numbers[name] for name in ("sentences", "held_out", "phrases", "layers", "whole_layers")},
        "computed": numbers["computed"],
        "lead": mapped(lead, lambda gain: 100 * gain),
        "chance": numbers["chance"],
        **{name: Estimate(one["accuracy"], *one["interval"]) for name, one in readers.items()},
        "same_exits": share(readers["exits"]["same"], total),
        "same_student": share(readers["student"]["same"], total),
    }


EXPERIMENT = Experiment("exit_student", measure, outcome, "paired", models=(MAIN_MODEL,))
