"""One small classifier with LayerNorm, BatchNorm, RMSNorm and none, trained with batches of 2, 8 and 64."""

import math
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import torch

from core.base.numbers import Estimate
from core.data.labelled import LabelledData, Split
from core.data.overlap import clean
from core.data.vocabulary import Vocabulary
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import below, difference, every, mapped
from core.experiments.samples import accuracy_interval, draw
from core.jobs.progress import Progress
from core.training.small.loop import classification_loss, count_right, learn, optimizer_of, shuffled
from core.training.small.transformer import Norm, SmallShape, SmallTransformer
from core.training.small.vocabulary import learn_words, sentence_words

NORMS: tuple[Norm, ...] = ("layer", "rms", "batch", "none")
BATCH_SIZES = (2, 8, 64)
RATE, RATE_AT = 1e-3, 64  # smaller batches get a rate smaller by the root of how much smaller they are
POINTS = 12  # of a curve
VOCABULARY, MOST_WORDS = 3000, 32


@dataclass(frozen=True)
class Plan:
    """How many phrases are learned from, how many dev sentences measure accuracy, and the network's depth."""

    phrases: int
    sentences: int | None
    layers: int
    width: int


PLANS: dict[Size, Plan] = {"small": Plan(1200, 200, 2, 32), "full": Plan(6400, None, 4, 48)}


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """Every norm at every batch size on the same phrases, once through: loss on the way, dev at the end."""
    assert data is not None, "this experiment reads SST-2"
    plan = PLANS[size]
    train, dev = draw(clean(data).train, plan.phrases, seed), draw(data.dev, plan.sentences, seed)
    words = learn_words(train.sentences, VOCABULARY)
    with closing(begin(len(NORMS) * len(BATCH_SIZES))) as progress:
        runs = [
            _run(norm, batch, plan, words, train, dev, seed, progress)
            for batch in BATCH_SIZES
            for norm in NORMS
        ]
    return {"phrases": len(train), "sentences": len(dev), "layers": plan.layers, "runs": runs}


def rows_of(words: Vocabulary, split: Split) -> list[list[int]]:
    """The first words of each sentence as ids."""
    return [words.numbers(sentence_words(sentence))[:MOST_WORDS] for sentence in split.sentences]


def _run(
    norm: Norm,
    batch_size: int,
    plan: Plan,
    words: Vocabulary,
    train: Split,
    dev: Split,
    seed: int,
    progress: Progress,
) -> dict[str, Any]:
    torch.manual_seed(seed)  # the same first weights for every norm
    shape = SmallShape(len(words), plan.width, layers=plan.layers, window=MOST_WORDS, norm=norm)
    network = SmallTransformer(shape, classes=2).train()
    optimizer = optimizer_of(network, RATE * math.sqrt(batch_size / RATE_AT))
    rows, losses = rows_of(words, train), []
    for batch in shuffled(len(rows), min(batch_size, len(rows)), seed):
        loss = classification_loss(network, [rows[i] for i in batch], [train.labels[i] for i in batch])
        losses.append(learn(network, optimizer, loss))
    result = accuracy_interval(count_right(network, rows_of(words, dev), dev.labels), len(dev))
    progress.step(1, accuracy=result["accuracy"])
    return {"norm": norm, "batch": batch_size, "curve": curve(losses, batch_size), **result}


def curve(losses: list[float], batch_size: int) -> list[dict[str, float]]:
    """Mean loss over equal stretches of the run, against the phrases seen at their ends."""
    points = min(POINTS, len(losses))
    ends = [round(len(losses) * (n + 1) / points) for n in range(points)]
    starts = [0, *ends[:-1]]
    return [
        {"phrases": end * batch_size, "loss": sum(losses[start:end]) / (end - start)}
        for start, end in zip(starts, ends, strict=True)
    ]


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if at batch 2 BatchNorm is right less often than LayerNorm, by more than at batch 64.

    Interval: Newcombe's, wider than needed as all read the same dev sentences; of the two gaps' difference
    from both (MOVER). One seed each.
    """
    runs = {(run["norm"], run["batch"]): run for run in numbers["runs"]}
    few, many = min(BATCH_SIZES), max(BATCH_SIZES)

    def gap(batch: int) -> Estimate:
        own, other = (runs[norm, batch] for norm in ("batch", "layer"))
        return difference(*(Estimate(run["accuracy"], *run["interval"]) for run in (own, other)))

    facts = {f"{norm}_{batch}": runs[norm, batch]["accuracy"] for norm in NORMS for batch in (few, many)}
    gaps = {f"gap_{batch}": mapped(gap(batch), lambda share: 100 * share) for batch in (few, many)}
    widening = difference(gap(few), gap(many))
    return every((below(gap(few), 0), below(widening, 0))), {
        "sentences": numbers["sentences"],
        "widening": mapped(widening, lambda share: 100 * share),
        **facts,
        **gaps,
    }


EXPERIMENT = Experiment("normalization_training", measure, outcome, "apart")
