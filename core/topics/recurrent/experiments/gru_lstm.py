"""GRU against LSTM: parameters, time and accuracy at equal hidden size and at equal parameters."""

import time
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import torch
import torch.nn.functional as F

from core.data.labelled import LabelledData, Split
from core.data.overlap import clean
from core.data.vocabulary import PAD
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import above, below, every, exactly, mean
from core.experiments.samples import draw
from core.jobs.progress import Progress
from core.models.recurrent.network import Kind, RecurrentNetwork, recurrent_parameters
from core.models.recurrent.words import TextVocabulary
from core.models.word_vectors import WordVectors, load_glove
from core.training.evaluate import evaluate_logits, logits_of
from core.training.recipe import RecurrentRecipe
from core.training.recurrent import learn_vocabulary, new_network
from core.training.small.loop import learn, optimizer_of, padded, shuffled

MOST_WORDS, BATCH = 32, 50


@dataclass(frozen=True)
class Plan:
    """The LSTM's width, how many phrases are learnt from, how often, and with how many seeds."""

    width: int
    phrases: int
    sentences: int | None
    epochs: int
    seeds: int


PLANS: dict[Size, Plan] = {
    "small": Plan(16, 400, 100, 1, 2),
    "full": Plan(100, 8_000, None, 3, 5),
}


@dataclass
class Contender:
    """A network in training: its name, and the processor seconds its steps took."""

    name: str
    network: RecurrentNetwork
    optimizer: torch.optim.Optimizer = field(init=False)
    seconds: float = 0.0

    def __post_init__(self) -> None:
        self.optimizer = optimizer_of(self.network, 1e-3)


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """Each seed trains all three on the same batches, which they take in turns: load meets them alike."""
    assert data is not None, "this experiment reads SST-2"
    plan, glove = PLANS[size], load_glove()
    train, dev = draw(clean(data).train, plan.phrases, seed), draw(data.dev, plan.sentences, seed)
    vocabulary = learn_vocabulary(train.sentences, glove, common=0)
    sizes = widths(plan.width, glove.vectors.shape[1])
    seconds: dict[str, list[float]] = {name: [] for name in sizes}
    accuracies: dict[str, list[float]] = {name: [] for name in sizes}
    with closing(begin(plan.seeds * plan.epochs)) as progress:
        for run_seed in range(seed, seed + plan.seeds):
            contenders = [_new(name, width, run_seed, vocabulary, glove) for name, width in sizes.items()]
            for contender in _train(contenders, vocabulary, train, plan.epochs, run_seed, progress):
                rows = vocabulary(dev.sentences, True, MOST_WORDS)["input_ids"]
                dev_logits = logits_of(contender.network, rows, PAD)
                seconds[contender.name].append(contender.seconds / plan.epochs)
                accuracies[contender.name].append(evaluate_logits(dev_logits, dev.labels).accuracy)
    parameters = {
        name: recurrent_parameters(_kind(name), glove.vectors.shape[1], D) for name, D in sizes.items()
    }
    facts = {"phrases": len(train), "sentences": len(dev), "epochs": plan.epochs, "seeds": plan.seeds}
    return {**facts, "widths": sizes, "parameters": parameters, "seconds": seconds, "accuracies": accuracies}


def widths(D: int, E: int) -> dict[str, int]:
    """An LSTM of width D, a GRU as wide, and the GRU whose parameters come nearest to the LSTM's."""
    target = recurrent_parameters("lstm", E, D)
    nearest = min(range(D, 2 * D), key=lambda width: abs(recurrent_parameters("gru", E, width) - target))
    return {"lstm": D, "gru_width": D, "gru_parameters": nearest}


def _kind(name: str) -> Kind:
    return "lstm" if name == "lstm" else "gru"


def _new(name: str, width: int, seed: int, vocabulary: TextVocabulary, glove: WordVectors) -> Contender:
    torch.manual_seed(seed)
    recipe = RecurrentRecipe(model=_kind(name), width=width, word_dropout=0.0)
    return Contender(name, new_network(recipe, vocabulary, glove))


def _train(
    contenders: list[Contender],
    vocabulary: TextVocabulary,
    train: Split,
    epochs: int,
    seed: int,
    progress: Progress,
) -> list[Contender]:
    rows = vocabulary(train.sentences, True, MOST_WORDS)["input_ids"]
    for epoch in range(epochs):
        for batch in shuffled(len(rows), min(BATCH, len(rows)), seed * 1000 + epoch):
            ids, mask = padded([rows[i] for i in batch])
            labels = torch.tensor([train.labels[i] for i in batch])
            for contender in contenders:
                started = time.process_time()
                loss = F.cross_entropy(contender.network(ids, mask.long()).logits, labels)
                learn(contender.network, contender.optimizer, loss)
                contender.seconds += time.process_time() - started
        progress.step()
    return contenders


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if, as wide, the GRU has fewer parameters, takes less time and is right more often.

    Interval: Student's t over the seeds, seed by seed. Parameters are counted.
    """
    seconds, accuracies, parameters = (numbers[key] for key in ("seconds", "accuracies", "parameters"))
    facts: dict[str, Any] = {"seeds": numbers["seeds"], "fewer": parameters["gru_width"] / parameters["lstm"]}
    for name in ("gru_width", "gru_parameters"):
        ratios = [gru / lstm for gru, lstm in zip(seconds[name], seconds["lstm"], strict=True)]
        gains = [100 * (gru - lstm) for gru, lstm in zip(accuracies[name], accuracies["lstm"], strict=True)]
        facts |= {f"time_{name}": mean(ratios), f"better_{name}": mean(gains)}
    parts = (
        exactly(facts["fewer"] < 1),
        below(facts["time_gru_width"], 1),
        above(facts["better_gru_width"], 0),
    )
    return every(parts), facts


EXPERIMENT = Experiment("gru_lstm", measure, outcome, "student", models=("glove",), timed=("seconds",))
