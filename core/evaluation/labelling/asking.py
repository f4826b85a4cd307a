"""`python -m core.evaluation.labelling.asking`: does asking cleverly beat asking at random?

Labelled files play the person: a part of their rows is asked about, the rest judges. What came out is
recorded, also where asking cleverly did worse, and what the page would have said.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.base.atomic_write import write_durably
from core.base.errors import SentiscopeError
from core.base.intervals import mean
from core.evaluation.labelling.model import learn
from core.evaluation.labelling.rounds import Drawn, Pool, least_sure, next_round
from core.evaluation.labelling.told_apart import progress
from core.evaluation.labelling.vectors import FEATURES, network_vectors, word_vectors
from core.evaluation.reading import read_labelled
from core.evaluation.recorded import FOLDER
from core.evaluation.scored import NO_LABEL
from core.jobs import cli
from core.jobs.cli import Command, option
from core.jobs.progress import Progress
from core.models.catalog import MAIN_MODEL
from core.scoring.__main__ import count

RECORD = FOLDER / "asking.json"
STRATEGIES = ("random", "uncertain", "both")
AT_ONCE, BUDGETS = 10, tuple(range(20, 201, 20))
JUDGING = 0.4  # of the rows
FEWEST_ROWS = 2 * BUDGETS[-1]

Floats = NDArray[np.float32]
# Given a random order of rows, in which order a strategy asks about them.
Order = Callable[[Floats, NDArray[np.int8], int], list[int]]


def read_record() -> list[dict[str, Any]]:
    """What was recorded: a row for each file and kind of features."""
    rows: list[dict[str, Any]] = json.loads(RECORD.read_text(encoding="utf-8"))["rows"]
    return rows


def by_chance(vectors: Floats, labels: NDArray[np.int8], seed: int) -> list[int]:
    """Rows at random."""
    order: list[int] = np.random.default_rng(seed).permutation(len(labels))[: BUDGETS[-1]].tolist()
    return order


def least_sure_first(vectors: Floats, labels: NDArray[np.int8], seed: int) -> list[int]:
    """Ten rows at random, then ten at a time those of the smallest margin."""
    pool = Pool(vectors, seed)
    rest = np.random.default_rng(seed).permutation(len(labels)).tolist()
    asked, answers = rest[:AT_ONCE], dict(enumerate(labels.tolist()))
    while len(asked) < BUDGETS[-1]:
        known = {*asked}
        left = [row for row in rest if row not in known]
        asked += least_sure(pool, left, asked, answers, 2)[:AT_ONCE]
    return asked


def as_the_page(vectors: Floats, labels: NDArray[np.int8], seed: int) -> tuple[list[Drawn], Pool]:
    """The page's rounds: five uncertain and five at random."""
    pool = Pool(vectors, seed)
    asked: list[Drawn] = []
    answers = dict(enumerate(labels.tolist()))
    while len(asked) < BUDGETS[-1]:
        asked += next_round(pool, asked, answers, 2)
    return asked, pool


@dataclass(frozen=True)
class Run:
    """One run: accuracy on rows that were not asked, (strategies, budgets), and the page's verdict."""

    accuracy: NDArray[np.float64]
    helped: bool | None


def run(vectors: Floats, labels: NDArray[np.int8], seed: int) -> Run:
    """Split the rows, ask by each strategy, learn from the first so many answers, judge by the rest."""
    order = np.random.default_rng([seed, 1]).permutation(len(labels))
    judging, asking = np.split(order, [round(JUDGING * len(order))])
    mine, truth = vectors[asking], labels[asking]
    asked, pool = as_the_page(mine, truth, seed)
    orders = (by_chance(mine, truth, seed), least_sure_first(mine, truth, seed), [one.row for one in asked])
    accuracy = [
        [_accuracy(mine, truth, rows[:budget], vectors[judging], labels[judging]) for budget in BUDGETS]
        for rows in orders
    ]
    told = progress(pool, asked, dict(enumerate(truth.tolist())), 2)
    return Run(np.array(accuracy), told.helped)


def _accuracy(
    vectors: Floats, labels: NDArray[np.int8], rows: Sequence[int], judged: Floats, truth: NDArray[np.int8]
) -> float:
    """Of a model of some rows; of one class, that class is what it says."""
    model = learn(vectors[rows], labels[rows].tolist(), 2)
    said = np.full(len(truth), labels[rows[0]]) if model is None else model(judged).argmax(axis=1)
    return float((said == truth).mean())


def summary(file: str, features: str, rows: int, runs: Sequence[Run]) -> dict[str, Any]:
    """Means over runs; differences from asking at random are of the same run, and of all budgets together."""
    accuracy = np.array([one.accuracy for one in runs])  # (R, strategies, budgets)
    verdicts = Counter({True: "helped", False: "hurt", None: "open"}[one.helped] for one in runs)

    def difference(strategy: int, budgets: slice) -> dict[str, float]:
        gaps = (accuracy[:, strategy, budgets] - accuracy[:, 0, budgets]).mean(axis=1)  # (R,)
        return asdict(mean(gaps.tolist()))

    return {
        "file": file,
        "features": features,
        "rows": rows,
        "runs": len(runs),
        "budgets": BUDGETS,
        "accuracy": {name: accuracy[:, place].mean(axis=0).tolist() for place, name in enumerate(STRATEGIES)},
        "difference": {
            name: difference(place, slice(None)) for place, name in enumerate(STRATEGIES) if place
        },
        "by_budget": {
            name: [difference(place, slice(at, at + 1)) for at in range(len(BUDGETS))]
            for place, name in enumerate(STRATEGIES)
            if place
        },
        "verdicts": {name: verdicts[name] for name in ("helped", "hurt", "open")},
    }


@dataclass(frozen=True, kw_only=True)
class Asking(Command):
    """Ask the labels of all files of a folder by three strategies, and record how good models become."""

    folder: str = option(help="with files of texts and labels, *.tsv", positional=True)
    runs: int = option(20, "of each file, with the seeds 0, 1, 2 …", reads=count)
    keep: str | None = option(None, "folder for the network's vectors, which take the longest: computed once")

    def run(self) -> None:
        """Compute vectors, run, write; raises `data_folder_missing`, and as reading and models do."""
        files = sorted(Path(self.folder).glob("*.tsv"))
        if not files:
            raise SentiscopeError("data_folder_missing", folder=self.folder)
        with closing(Progress(len(files) * len(FEATURES) * self.runs, "asking")) as bar:
            rows = [row for file in files for row in self._of(file, bar)]
        command = f"python -m core.evaluation.labelling.asking FOLDER --runs {self.runs}"
        write_durably(RECORD, json.dumps({"command": command, "rows": rows}, indent=1) + "\n")
        print(RECORD)

    def _of(self, file: Path, bar: Progress) -> Iterator[dict[str, Any]]:
        scored = read_labelled(file)
        rows = np.flatnonzero(scored.labels != NO_LABEL)
        if len(rows) < FEWEST_ROWS:
            raise SentiscopeError("labelling_few_rows", rows=len(rows), fewest=FEWEST_ROWS)
        texts, labels = [scored.texts[row] for row in rows], scored.labels[rows]
        for features in FEATURES:
            vectors = word_vectors(texts) if features == "words" else self._network_vectors(texts, file.stem)
            runs = []
            for seed in range(self.runs):
                runs.append(run(vectors, labels, seed))
                bar.step()
            yield summary(file.stem, features, len(rows), runs)

    def _network_vectors(self, texts: Sequence[str], file: str) -> Floats:
        kept = None if self.keep is None else Path(self.keep) / f"{file}.npy"
        if kept is not None and kept.is_file():
            stored: Floats = np.load(kept, allow_pickle=False)
            return stored
        vectors = network_vectors(texts, MAIN_MODEL)
        if kept is not None:
            kept.parent.mkdir(parents=True, exist_ok=True)
            np.save(kept, vectors, allow_pickle=False)
        return vectors


def main(arguments: list[str] | None = None) -> int:
    """Measure, and return the shell's exit code."""
    return cli.main(Asking, arguments, "python -m core.evaluation.labelling.asking")


if __name__ == "__main__":
    sys.exit(main())
