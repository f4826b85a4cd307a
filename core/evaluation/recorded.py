"""`python -m core.evaluation.recorded`: what the shipped models say of the dev sets, without their texts.

The dev sets are others' and are not in this repository; labels, probabilities and which rows have which trait
are, so that there is something to evaluate at once, and a reference for files without labels.
"""

import json
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from core.base.atomic_write import write_durably
from core.base.settings import ASSETS
from core.data.chnsenticorp import load_chnsenticorp
from core.data.labelled import Split
from core.data.locations import chnsenticorp_here, sst2_here
from core.data.sst2 import load_sst2, read_split
from core.evaluation.scored import Rows, Scored, Verdicts
from core.evaluation.traits import Slice, text_slices
from core.jobs import cli
from core.jobs.cli import Command, option
from core.jobs.progress import Progress
from core.models.catalog import CLASSIFIERS, CLASSIFIERS_CHINESE
from core.models.classifiers import load_classifier
from core.models.locate import locate
from core.nn.terms import words
from core.scoring.engine import PlainScorer, score_texts

FOLDER = ASSETS / "measured"
MODELS = {"sst2": CLASSIFIERS, "chnsenticorp": CLASSIFIERS_CHINESE}
DECIMALS = 6


@dataclass(frozen=True)
class Recorded:
    """A dev set as evaluations see it; its texts are blank unless the data set is on this machine.

    `slices` were made when the texts were there; `has_texts` says whether they are now.
    """

    name: str
    scored: Scored
    slices: tuple[Slice, ...]
    has_texts: bool


@cache
def recorded(name: str) -> Recorded:
    """The record of `sst2` or `chnsenticorp`."""
    stored = json.loads((FOLDER / f"{name}_dev.json").read_text(encoding="utf-8"))
    labels = np.array([*map(int, stored["labels"])], np.int8)
    verdicts = tuple(Verdicts(model, np.array(numbers)) for model, numbers in stored["models"].items())
    slices = tuple(
        Slice(one["kind"], one["name"], one["value"], _rows(one["rows"])) for one in stored["slices"]
    )
    texts = _texts(name, stored["sha256"])
    numbers = np.arange(1, len(labels) + 1)
    scored = Scored(numbers, texts or [""] * len(labels), labels, verdicts, {})
    return Recorded(name, scored, slices, bool(texts))


def record_of(model: str) -> tuple[Recorded, int] | None:
    """The record that holds a model's verdicts, and which of its models it is; None for any other model."""
    for name, models in MODELS.items():
        if model in models:
            found = recorded(name)
            return found, [one.name for one in found.scored.verdicts].index(model)
    return None


def known_words(texts: Sequence[str]) -> frozenset[str]:
    """The words of training texts."""
    return frozenset(word for text in texts for word in words(text))


def _rows(bits: str) -> Rows:
    return np.array([bit == "1" for bit in bits], np.bool_)


def _bits(rows: Rows) -> str:
    return "".join("1" if row else "0" for row in rows)


def _texts(name: str, sha256: str) -> list[str]:
    """The dev sentences, if the data set is on this machine and is the one that was recorded."""
    here = sst2_here() if name == "sst2" else chnsenticorp_here()
    if here is None:
        return []
    dev = read_split(here / "dev.tsv") if name == "sst2" else load_chnsenticorp(here).dev
    return dev.sentences if dev.fingerprint() == sha256 else []


@dataclass(frozen=True, kw_only=True)
class Record(Command):
    """Record what the shipped models say of a dev set: labels, probabilities, traits; no texts."""

    dataset: str = option("sst2", "which data set", choices=tuple(MODELS))
    data: str = option(help="its folder")

    def run(self) -> None:
        """Write the record; raises SentiscopeError as loading data and models does."""
        load = load_sst2 if self.dataset == "sst2" else load_chnsenticorp
        data = load(Path(self.data))
        known = known_words(data.train.sentences) if self.dataset == "sst2" else frozenset[str]()
        output = FOLDER / f"{self.dataset}_dev.json"
        output.parent.mkdir(exist_ok=True)
        stored = _record(data.dev, MODELS[self.dataset], [*text_slices(data.dev.sentences, known)])
        write_durably(output, json.dumps(stored, ensure_ascii=False, indent=None) + "\n")
        print(output)


def _record(dev: Split, models: Sequence[str], slices: Sequence[Slice]) -> dict[str, object]:
    answers, weights = {}, {}
    with closing(Progress(len(dev) * len(models), "recording")) as progress:
        for name in models:
            scores = score_texts(PlainScorer(load_classifier(name)), dev.sentences, progress.step)
            answers[name] = [round(float(number), DECIMALS) for number in scores.probability]
            weights[name] = json.loads(
                (locate(name).folder / "model_card.json").read_text(encoding="utf-8")
            ).get("sha256")
    return {
        "sha256": dev.fingerprint(),
        "weights": weights,
        "labels": "".join(map(str, dev.labels)),
        "models": answers,
        "slices": [
            {"kind": one.kind, "name": one.name, "value": one.value, "rows": _bits(one.members)}
            for one in slices
        ],
    }


def main(arguments: list[str] | None = None) -> int:
    """Record the verdicts, and return the shell's exit code."""
    return cli.main(Record, arguments, "python -m core.evaluation.recorded")


if __name__ == "__main__":
    sys.exit(main())
