"""`python -m core.evaluation.own_file.measure`: what models of one's own are worth, on labelled files.

The beginnings of all files' texts teach a quick model to tell the files apart, and one to tell them with
their labels; rows that had no part in either, nor in choosing its review threshold, say whether that keeps
its promise. Then each file teaches one that is compared with the shipped model.
"""

import csv
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

from core.base.atomic_write import write_durably
from core.base.errors import SentiscopeError
from core.base.intervals import share
from core.base.scratch import scratch_folder
from core.data.files.tables import open_any, rows_of
from core.data.labels import folded, parse_label
from core.evaluation.own_file.learning import Task, learn_from
from core.evaluation.own_file.reading import learning_columns
from core.evaluation.own_file.report import OwnReport
from core.evaluation.reading import Choice
from core.evaluation.recorded import FOLDER
from core.jobs import cli
from core.jobs.cli import Command, option
from core.models.classes.known import threshold_of
from core.scoring.plan import DEFAULT_THRESHOLD, Request
from core.scoring.score_file import score_file

FILES, CLASSES = FOLDER / "own_file.json", FOLDER / "own_classes.json"
HEADER = ("review", "label")
APART = 1 / 3  # of all rows, for nothing but judging a threshold
BEGINNING = 30  # words of a text: few enough for many classes to be hard to tell
WORDS = ("negative", "positive")

Rows = list[tuple[str, str]]  # texts and their classes


def read_record(file: Path) -> list[dict[str, Any]]:
    """What was recorded in FILES, a row for each, or in CLASSES, for each set of them."""
    rows: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["rows"]
    return rows


@dataclass(frozen=True, kw_only=True)
class Measure(Command):
    """Learn from all labelled files of a folder, alone and together, and record how good the models are."""

    folder: Path = option(help="with files of texts and labels, *.tsv", positional=True)
    seed: int = option(0, "of what is set aside, and of all draws")

    def run(self) -> None:
        """Learn, judge, write; raises `data_folder_missing`, and as `learn_from` does."""
        files = sorted(self.folder.glob("*.tsv"))
        if not files:
            raise SentiscopeError("data_folder_missing", folder=self.folder)
        rows = {file.stem: _labelled(file) for file in files}
        topics = [(_begun(text), name) for name, some in rows.items() for text, _ in some]
        both = [(_begun(text), f"{name} {label}") for name, some in rows.items() for text, label in some]
        self._record(CLASSES, [self._review(topics), self._review(both)])
        self._record(FILES, [self._of(file) for file in files])

    def _record(self, target: Path, rows: list[dict[str, Any]]) -> None:
        command = f"python -m core.evaluation.own_file.measure FOLDER --seed {self.seed}"
        write_durably(target, json.dumps({"command": command, "rows": rows}, indent=1) + "\n")
        print(target)

    def _of(self, file: Path) -> dict[str, Any]:
        """A file's two models on the rows set aside."""
        with scratch_folder() as folder:
            found = learn_from(Task(file, folder / "model", Choice(), seed=self.seed))
        against = found.comparisons[0]
        return {
            "file": file.stem,
            **_sizes(found),
            "accuracy": {one.name: asdict(one.accuracy) for one in found.models},
            "difference": asdict(against.found.difference),
        }

    def _review(self, rows: Rows) -> dict[str, Any]:
        """A model of the rows' classes, and its review threshold on rows of which it saw none."""
        drawn = Random(self.seed).sample(rows, len(rows))
        count = round(APART * len(rows))
        with scratch_folder() as folder:
            source, test, scored = (folder / name for name in ("learn.csv", "test.csv", "scored.csv"))
            _write(source, drawn[count:])
            _write(test, drawn[:count])
            found = learn_from(Task(source, folder / "model", Choice(), seed=self.seed))
            text, label = HEADER
            model = str(folder / "model")
            summary = score_file(Request(test, scored, text=text, label=label, model=model))
            answers = _answers(scored, summary["classes"])
        own = summary["threshold"]
        return {
            "classes": len(found.classes),
            **_sizes(found),
            "review": None if found.review is None else asdict(found.review),
            "rows": len(answers),
            "accuracy": asdict(_right([right for _, right in answers])),
            "thresholds": [
                _at(one, answers) for one in (own, threshold_of(len(found.classes)), DEFAULT_THRESHOLD)
            ],
        }


def _sizes(found: OwnReport) -> dict[str, int]:
    return {"learned": found.train_rows, "held_out": len(found.held_out)}


def _right(right: Sequence[bool]) -> Any:
    return share(sum(right), len(right))


def _at(threshold: float, answers: list[tuple[float, bool]]) -> dict[str, Any]:
    """How many rows a threshold would not send to review, and how many of those are right."""
    kept = [right for sure, right in answers if sure >= threshold]
    return {"threshold": threshold, "kept": len(kept), "accuracy": asdict(_right(kept)) if kept else None}


def _answers(scored: Path, classes: Sequence[str]) -> list[tuple[float, bool]]:
    """Of each scored row the probability of its verdict, and whether that is right."""
    with scored.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["prediction"]]
    return [
        (
            max(float(row[f"probability_{name}"]) for name in classes),
            folded(row["prediction"]) == folded(row["label"]),
        )
        for row in rows
    ]


def _labelled(file: Path) -> Rows:
    """A file's texts with negative or positive."""
    table = open_any(file)
    columns = learning_columns(table, Choice())
    told = [(row.cell(columns.text), parse_label(row.cell(columns.label))) for row in rows_of(table)]
    return [(text, WORDS[label]) for text, label in told if label is not None and text.strip()]


def _begun(text: str) -> str:
    return " ".join(text.split()[:BEGINNING])


def _write(path: Path, rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])


def main(arguments: list[str] | None = None) -> int:
    """Measure, and return the shell's exit code."""
    return cli.main(Measure, arguments, "python -m core.evaluation.own_file.measure")


if __name__ == "__main__":
    sys.exit(main())
