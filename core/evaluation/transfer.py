"""`python -m core.evaluation.transfer`: does accuracy expected without labels hold on other texts?

Labelled files are evaluated as if they had no labels, beside the model's dev set; then their labels are
looked at. What came out is recorded, also where the interval missed.
"""

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from core.base.atomic_write import write_durably
from core.base.errors import SentiscopeError
from core.evaluation.reading import Choice
from core.evaluation.recorded import FOLDER
from core.evaluation.report import Asked, ModelReport, report
from core.evaluation.score_first import score_first
from core.jobs import cli
from core.jobs.cli import Command, option
from core.scoring.backends.backend import FP32

RECORD = FOLDER / "transfer.json"


def read_record() -> list[dict[str, Any]]:
    """What was recorded: a row for each file and model."""
    rows: list[dict[str, Any]] = json.loads(RECORD.read_text(encoding="utf-8"))["rows"]
    return rows


@dataclass(frozen=True, kw_only=True)
class Transfer(Command):
    """Compare expected and true accuracy on all labelled files of a folder, and record it."""

    folder: str = option(help="with files of texts and labels, *.tsv", positional=True)
    model: tuple[str, ...] = option(("sst2-minilm", "bag-of-words"), "a shipped model", repeated=True)

    def run(self) -> None:
        """Score, evaluate, write; raises `data_folder_missing`, and as `score_first` does."""
        files = sorted(Path(self.folder).glob("*.tsv"))
        if not files:
            raise SentiscopeError("data_folder_missing", folder=self.folder)
        rows = [row for file in files for row in self._of(file)]
        words = " ".join(f"--model {name}" for name in self.model)
        command = f"python -m core.evaluation.transfer FOLDER {words}"
        write_durably(RECORD, json.dumps({"command": command, "rows": rows}, indent=1) + "\n")
        print(RECORD)

    def _of(self, file: Path) -> list[dict[str, Any]]:
        scored = score_first(file, self.model, Choice(), backend=FP32)  # the same however fast others are
        return [_row(file.stem, model, len(scored)) for model in report(scored, Asked()).models]


def _row(file: str, model: ModelReport, rows: int) -> dict[str, Any]:
    """A file and a model: expected and true accuracy, and how far the texts are from the dev set's."""
    found, truth = model.unlabelled, model.accuracy
    if found is None or found.expected is None or found.distance is None or truth is None:
        raise SentiscopeError("evaluation_no_labels")
    return {
        "file": file,
        "model": model.name,
        "rows": rows,
        "expected": asdict(found.expected.accuracy),
        "truth": asdict(truth),
        "auc": asdict(found.distance.auc),
        "reference": found.reference if found.has_its_texts else "own",
        "holds": found.expected.accuracy.low <= truth.value <= found.expected.accuracy.high,
    }


def main(arguments: list[str] | None = None) -> int:
    """Measure, and return the shell's exit code."""
    return cli.main(Transfer, arguments, "python -m core.evaluation.transfer")


if __name__ == "__main__":
    sys.exit(main())
