"""`python -m core.scoring.backends.exits`: train the exits of a classifier, or judge them.

`train` asks the frozen network for its hidden states and its verdicts, fits a head behind some of its layers,
chooses thresholds on held-out texts under one budget of changed verdicts, and mends the calibration of those
that leave. `judge` lets every backend score other held-out texts, with exits, against float32 without: where
the bounds are kept, `--fast` is taken by itself.
"""

import json
import sys
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from core.base.atomic_write import write_durably
from core.base.i18n import label, shell_language
from core.data.sst2 import load_sst2
from core.jobs import cli
from core.jobs.cli import Command, option
from core.jobs.progress import Progress
from core.models.card import EXITS_RECORD
from core.models.catalog import MAIN_MODEL
from core.models.classifiers import load_classifier
from core.models.transformer import TransformerClassifier
from core.scoring.backends.agreement import read_record
from core.scoring.backends.backend import NAMES
from core.scoring.backends.exits.heads import LONG, Head, read_exits, write_exits
from core.scoring.backends.exits.judge import judge
from core.scoring.backends.exits.texts import Texts, texts_for
from core.scoring.backends.exits.thresholds import fitted, outcome
from core.scoring.backends.model_fingerprint import fingerprint_of

BUDGET = 0.003  # of all verdicts that a backend's rounding and the exits may change together
FEWEST = 50  # texts that leave at an exit, for a temperature of its own


@dataclass(frozen=True, kw_only=True)
class ExitsCommand(Command):
    """Train the exits of a classifier beside its weights, or judge how far each backend agrees with them."""

    what: Literal["train", "choose", "judge"] = option(
        help="train; choose thresholds anew; judge what was trained", positional=True
    )
    texts: Path = option(help="a file of documents, a sentence a line")
    data: Path | None = option(None, "folder with SST-2 (default: the hub)")
    model: str = option(MAIN_MODEL, "catalog name or folder")
    after: tuple[int, ...] = option((1, 2, 3, 4, 5), "layers behind which there is an exit")
    train: tuple[int, ...] = option((20_000, 800), "short and long texts to learn from")
    choose: tuple[int, ...] = option((10_000, 500), "short and long texts to choose thresholds on")
    judge: tuple[int, ...] = option((20_000, 700), "short and long texts to be judged on")
    backends: tuple[str, ...] = option(NAMES, "which to judge", choices=NAMES)

    def run(self) -> None:
        """Write the exits and their record into the model's folder."""
        classifier = load_classifier(self.model)
        data = load_sst2(self.data)
        sizes = [(each[0], each[1]) for each in (self.train, self.choose, self.judge)]
        texts = texts_for(data, self.texts, *sizes)
        if self.what != "judge":
            about = {"command": self.command(), "model": self.model}
            train(classifier, texts, self.after, about, is_new=self.what == "train")
        else:
            file = classifier.folder / EXITS_RECORD
            record = json.loads(file.read_text(encoding="utf-8"))
            record["agreement"] = judge(classifier, texts, data.dev, self.backends)
            write_durably(file, json.dumps(record, indent=1) + "\n")
        print(label("scoring.exits", shell_language(), folder=classifier.folder))

    def command(self) -> str:
        """The command that trains them again."""
        sizes = [f"--train {self.train[0]} {self.train[1]}", f"--choose {self.choose[0]} {self.choose[1]}"]
        words = ["python -m core.scoring.backends.exits train --data SST2_FOLDER --texts TEXTS_FILE"]
        return " ".join([*words, *sizes])


def train(
    classifier: TransformerClassifier,
    texts: Texts,
    after: tuple[int, ...],
    about: dict[str, Any],
    is_new: bool = True,
) -> None:
    """Fit the heads, unless those that lie there are kept; choose thresholds, and write all of it."""
    from core.scoring.backends.exits.fit import fit_head, states_of

    model = fingerprint_of(classifier.folder)
    learned, chosen = (texts.train + texts.train_long) * is_new, texts.choose + texts.choose_long
    with closing(Progress(len(learned) + len(chosen), "reading")) as progress:
        if is_new:
            states, log_odds, _ = states_of(classifier, learned, after, progress.step)
            heads = [fit_head(states[:, place], log_odds, layer) for place, layer in enumerate(after)]
            del states
        else:
            heads = [replace(head, temperature=1.0) for head in read_exits(classifier.folder, model).heads]
            after = tuple(head.after for head in heads)
        states, log_odds, lengths = states_of(classifier, chosen, after, progress.step)
    said = np.stack([head.log_odds(states[:, n].astype(np.float32)) for n, head in enumerate(heads)])
    ends = [layer / classifier.network.config.num_hidden_layers for layer in (*after, _layers(classifier))]
    left = budgets(classifier.folder)
    made, measured = _with_thresholds(heads, said.astype(np.float64), log_odds, lengths, ends, left)
    record = {
        **about,
        "model_sha256": model,
        "seed": 42,
        "budget": BUDGET,
        "learned": [len(texts.train), len(texts.train_long)],
        "chosen_on": measured,
    }
    write_exits(classifier.folder, tuple(made), record)
    print(json.dumps(measured))


def _with_thresholds(
    heads: list[Head],
    said: NDArray[np.float64],
    log_odds: NDArray[np.float32],
    lengths: NDArray[np.int64],
    ends: list[float],
    budgets: dict[str, float],
) -> tuple[list[Head], dict[str, Any]]:
    """The heads (E,) with thresholds for short and long texts, and temperatures; what they do."""
    from core.scoring.backends.exits.fit import cross_entropy, temperature

    measured: dict[str, Any] = {}
    target, sure = 1 / (1 + np.exp(-log_odds.astype(np.float64))), log_odds >= 0
    limits: list[dict[str, list[float]]] = [{} for _ in heads]
    left = np.full(len(lengths), -1)
    for backend, budget in budgets.items():
        measured[backend] = {"budget": budget}
        for name, are in (("short", lengths < LONG), ("long", lengths >= LONG)):
            found = fitted(said[:, are], sure[are], ends, budget)
            for place, threshold in enumerate(found):
                limits[place].setdefault(backend, []).append(threshold)
            result = outcome(said[:, are], sure[are], found, ends)
            measured[backend][name] = {"texts": int(are.sum()), **asdict(result)}
            for place in reversed(range(len(heads))):
                left[are & (np.abs(said[place]) >= found[place])] = place
    made, measured["calibration"] = [], []
    for place, head in enumerate(heads):
        rows = left == place  # by the last backend, the one that leaves least to the exits
        heat = temperature(said[place, rows], target[rows]) if rows.sum() >= FEWEST else 1.0
        thresholds = {name: (pair[0] / heat, pair[1] / heat) for name, pair in limits[place].items()}
        made.append(replace(head, temperature=heat, thresholds=thresholds))
        if rows.any():
            before, after = (cross_entropy(said[place, rows] / t, target[rows]) for t in (1.0, heat))
            about = {"after": head.after, "texts": int(rows.sum()), "temperature": heat}
            measured["calibration"].append({**about, "cross_entropy_before": before, "cross_entropy": after})
    return made, measured


def budgets(folder: Path) -> dict[str, float]:
    """What each backend's rounding leaves of the BUDGET; the one that leaves least comes last."""
    record = read_record(folder) or {"backends": {}}
    spent = {name: 1 - found.get("same_labels", 1.0) for name, found in record["backends"].items()}
    left = {name: max(0.0, BUDGET - spent.get(name, 0.0)) for name in NAMES}
    return dict(sorted(left.items(), key=lambda pair: -pair[1]))


def _layers(classifier: TransformerClassifier) -> int:
    return int(classifier.network.config.num_hidden_layers)


def main(arguments: list[str] | None = None) -> int:
    """Train or judge, and return the shell's exit code."""
    return cli.main(ExitsCommand, arguments, "python -m core.scoring.backends.exits")


if __name__ == "__main__":
    sys.exit(main())
