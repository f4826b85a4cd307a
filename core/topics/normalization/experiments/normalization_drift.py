"""How far the inputs of a layer move while the network learns, with each norm and with none."""

from contextlib import closing
from statistics import fmean
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from core.base.numbers import Estimate
from core.data.labelled import LabelledData
from core.data.overlap import clean
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import above, difference, mapped
from core.experiments.samples import accuracy_interval, draw
from core.topics.normalization.experiments.normalization_training import (
    MOST_WORDS,
    NORMS,
    VOCABULARY,
    rows_of,
)
from core.training.small.loop import classification_loss, count_right, learn, optimizer_of, padded, shuffled
from core.training.small.transformer import Norm, SmallShape, SmallTransformer
from core.training.small.vocabulary import learn_words

STEPS: dict[Size, int] = {"small": 60, "full": 400}
SENTENCES: dict[Size, int | None] = {"small": 100, "full": None}
BATCH, EVERY, LAYERS, WIDTH = 32, 10, 6, 48
WATCHED = 3  # the layer whose inputs are watched, from 0
RATE = 1e-3


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """Train with each norm; every few steps look at what the watched layer reads of the same sentences."""
    assert data is not None, "this experiment reads SST-2"
    train = draw(clean(data).train, STEPS[size] * BATCH, seed)
    dev = draw(data.dev, SENTENCES[size], seed)
    words = learn_words(train.sentences, VOCABULARY)
    rows, dev_rows = rows_of(words, train), rows_of(words, dev)
    runs: dict[str, dict[str, Any]] = {}
    with closing(begin(len(NORMS))) as progress:
        for norm in NORMS:
            network = _network(norm, len(words), seed)
            points = _train(network, rows, train.labels, dev_rows[:64], seed)
            right = accuracy_interval(count_right(network, dev_rows, dev.labels), len(dev))
            runs[norm] = {"points": points, **right}
            progress.step(1, accuracy=right["accuracy"])
    return {"watched": WATCHED + 1, "layers": LAYERS, "every": EVERY, "sentences": len(dev), "runs": runs}


def _network(norm: Norm, vocabulary: int, seed: int) -> SmallTransformer:
    torch.manual_seed(seed)
    shape = SmallShape(vocabulary, WIDTH, layers=LAYERS, window=MOST_WORDS, norm=norm)
    return SmallTransformer(shape, classes=2).train()


def _train(
    network: SmallTransformer, rows: list[list[int]], labels: list[int], probe: list[list[int]], seed: int
) -> list[dict[str, float]]:
    """The run's points: the loss, and how far mean and spread of the watched inputs moved since the last."""
    optimizer, before = optimizer_of(network, RATE), watched(network, probe)
    points, losses = [], []
    batch_size = min(BATCH, len(rows))
    for step, batch in enumerate(shuffled(len(rows), batch_size, seed), start=1):
        loss = classification_loss(network, [rows[i] for i in batch], [labels[i] for i in batch])
        losses.append(learn(network, optimizer, loss))
        if step % EVERY == 0 or step == len(rows) // batch_size:
            after = watched(network, probe)
            points.append({"step": step, "loss": sum(losses) / len(losses), "drift": drift(before, after)})
            before, losses = after, []
    return points


@torch.no_grad()
def watched(network: SmallTransformer, probe: list[list[int]]) -> Float[Tensor, "N D"]:
    """What the watched layer reads of the probe's tokens, in training mode and without touching the state."""
    caught: list[Tensor] = []
    handle = network.blocks[WATCHED].register_forward_pre_hook(
        lambda _, arguments: caught.append(arguments[0])
    )
    state = {name: tensor.clone() for name, tensor in network.named_buffers()}
    ids, real = padded(probe)
    network(ids, real)
    handle.remove()
    for name, tensor in network.named_buffers():  # BatchNorm's running statistics
        tensor.copy_(state[name])
    return caught[0][real]


def drift(before: Float[Tensor, "N D"], after: Float[Tensor, "N D"]) -> float:
    """Mean over dimensions of the distance between two normal distributions, in units of the first's spread.

    √((μ′ − μ)² + (σ′ − σ)²) / σ: the 2-Wasserstein distance of two normal distributions on a line.
    """
    mean, spread = after.mean(0) - before.mean(0), after.std(0) - before.std(0)  # (D,) each
    return ((mean**2 + spread**2).sqrt() / before.std(0).clamp(min=1e-6)).mean().item()


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if the run that drifted least is right more often than the run that drifted most.

    Interval: Newcombe's, wider than needed as both read the same dev sentences. One seed each.
    """
    runs = numbers["runs"]
    mean = {norm: fmean(point["drift"] for point in run["points"]) for norm, run in runs.items()}
    least, most = min(mean, key=mean.__getitem__), max(mean, key=mean.__getitem__)
    right = {norm: Estimate(run["accuracy"], *run["interval"]) for norm, run in runs.items()}
    lead = difference(right[least], right[most])
    return above(lead, 0), {
        "watched": numbers["watched"],
        "sentences": numbers["sentences"],
        "times": mean[most] / max(mean[least], 1e-12),
        "lead": mapped(lead, lambda gain: 100 * gain),
        **mean,
        **{f"{norm}_accuracy": estimate.value for norm, estimate in right.items()},
    }


EXPERIMENT = Experiment("normalization_drift", measure, outcome, "apart")
