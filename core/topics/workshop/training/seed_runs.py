"""`python -m core.topics.workshop.training.seed_runs`: one small GRU, several seeds, what each decides.

A seed fixes three things here: the first weights, the order in which phrases are read, and which
numbers dropout sets to 0. All are varied together, or one alone while the other two stay.
"""

import hashlib
import json
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F

from core.base.atomic_write import write_durably
from core.base.i18n import label, shell_language
from core.base.output import check_file
from core.base.settings import sst2_folder
from core.data.labelled import LabelledData, Split
from core.data.locations import SMALL
from core.data.overlap import clean
from core.data.sst2 import load_sst2
from core.data.vocabulary import PAD
from core.jobs import cli
from core.jobs.cli import Command, option
from core.jobs.progress import Progress
from core.models.recurrent.words import TextVocabulary
from core.models.word_vectors import WordVectors, load_glove
from core.nn.threads import threads
from core.training.evaluate import evaluate_logits, logits_of
from core.training.recipe import RecurrentRecipe
from core.training.recurrent import learn_vocabulary, new_network
from core.training.small.loop import learn, optimizer_of, padded, shuffled

PARTS = ("all", "head", "order", "dropout")
MOST_WORDS, BATCH, LEARNING_RATE, WIDTH = 32, 50, 2e-3, 64


@dataclass(frozen=True)
class Seeds:
    """The three seeds of one training."""

    head: int
    order: int
    dropout: int


@dataclass(frozen=True)
class Outcome:
    """Dev accuracy, and the sha256 of all trained weights."""

    accuracy: float
    digest: str


@dataclass(frozen=True)
class GruRun:
    """What all trainings share: data, vocabulary, word vectors, and how often the phrases are read."""

    train: Split
    dev: Split
    vocabulary: TextVocabulary
    glove: WordVectors
    epochs: int

    def train_with(self, seeds: Seeds) -> Outcome:
        """One training from the first weights to its dev accuracy."""
        torch.manual_seed(seeds.head)
        network = new_network(RecurrentRecipe(width=WIDTH), self.vocabulary, self.glove)
        optimizer = optimizer_of(network, LEARNING_RATE)
        rows = self.vocabulary(self.train.sentences, True, MOST_WORDS)["input_ids"]
        torch.manual_seed(seeds.dropout)
        for epoch in range(self.epochs):
            for batch in shuffled(len(rows), min(BATCH, len(rows)), seeds.order * 1000 + epoch):
                ids, mask = padded([rows[i] for i in batch])
                labels = torch.tensor([self.train.labels[i] for i in batch])
                learn(network, optimizer, F.cross_entropy(network(ids, mask.long()).logits, labels))
        dev_rows = self.vocabulary(self.dev.sentences, True, MOST_WORDS)["input_ids"]
        return Outcome(
            evaluate_logits(logits_of(network, dev_rows, PAD), self.dev.labels).accuracy, digest_of(network)
        )


def make_gru(train: Split, dev: Split, epochs: int) -> GruRun:
    """TextVocabulary and vectors for these phrases; raises SentiscopeError where GloVe is not at hand."""
    glove = load_glove()
    return GruRun(train, dev, learn_vocabulary(train.sentences, glove, common=0), glove, epochs)


def digest_of(network: torch.nn.Module) -> str:
    """sha256 over all weights in order: equal only where every bit is."""
    digest = hashlib.sha256()
    for tensor in network.state_dict().values():
        digest.update(tensor.contiguous().numpy().tobytes())
    return digest.hexdigest()


def several(first: int, count: int) -> list[int]:
    """`count` different seeds: the first one, then 0, 1, 2 …"""
    return [first, *[seed for seed in range(count) if seed != first][: count - 1]]


def seeds_of(part: str, seed: int, base: int) -> Seeds:
    """The seeds of a training in which `part` alone (or all) follows `seed`, the rest `base`."""
    if part == "all":
        return Seeds(seed, seed, seed)
    return replace(Seeds(base, base, base), **{part: seed})


def vary(gru: GruRun, part: str, seeds: list[int], tell: Callable[[], None]) -> list[Outcome]:
    """A training for each seed; the first of the seeds is the one that the other parts keep."""
    outcomes = []
    for seed in seeds:
        outcomes.append(gru.train_with(seeds_of(part, seed, seeds[0])))
        tell()
    return outcomes


@dataclass(frozen=True, kw_only=True)
class VarySeeds(Command):
    """Train one small GRU with several seeds, and write what each of them decides."""

    data: Path | None = option(
        help="folder with train.tsv and dev.tsv (default: SENTISCOPE_SST2, else the small set)",
        factory=sst2_folder,
    )
    vary: str = option("all", "what the seeds decide", choices=PARTS)
    seed: int = option(42, "the first seed")
    seeds: int = option(10, "how many")
    phrases: int = option(4000, "of the training set, from its beginning")
    epochs: int = option(2, "how often they are read")
    output: Path = option(help="JSON file to write", short="-o")

    def run(self) -> None:
        """Train with every seed and with the first one again, and write what came of it."""
        check_file(self.output)
        data = self.part()
        seeds = several(self.seed, max(1, self.seeds))
        gru = make_gru(data.train, data.dev, self.epochs)
        with threads(1), closing(Progress(len(seeds) + 1, "seeds")) as progress:
            outcomes = vary(gru, self.vary, [*seeds, seeds[0]], progress.step)
        content = self.section(data, seeds, outcomes)
        write_durably(self.output, json.dumps(content, indent=2) + "\n")
        low, high = (f"{choice(o.accuracy for o in outcomes):.1%}" for choice in (min, max))
        print(label("workshop_seeds.done", shell_language(), low=low, high=high))

    def part(self) -> LabelledData:
        """SST-2's first phrases and its dev set; without it the small set that this project wrote."""
        data = clean(load_sst2(self.data or SMALL))
        most = min(max(1, self.phrases), len(data.train))
        return replace(data, train=data.train.rows(range(most)))

    def section(self, data: LabelledData, seeds: list[int], outcomes: list[Outcome]) -> dict[str, Any]:
        """What the file holds; the last outcome is the first seed's once more."""
        return {
            "vary": self.vary,
            "phrases": len(data.train),
            "sentences": len(data.dev),
            "seeds": seeds,
            "outcomes": [asdict(outcome) for outcome in outcomes[:-1]],
            "again": asdict(outcomes[-1]),
        }


def main(arguments: list[str] | None = None) -> int:
    """Train, and return the shell's exit code."""
    return cli.main(VarySeeds, arguments, "python -m core.topics.workshop.training.seed_runs")


if __name__ == "__main__":
    sys.exit(main())
