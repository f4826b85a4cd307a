"""`python -m core.evaluation`: how good are the verdicts of a file, and of two models which is better?"""

import json
import sys
from argparse import ArgumentTypeError
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from core.base.atomic_write import write_durably
from core.base.errors import SentiscopeError
from core.base.i18n import label, shell_language
from core.base.output import check_file
from core.data.files.csv_layout import NO_HEADER
from core.jobs import cli
from core.jobs.cli import Command, option
from core.scoring.__main__ import count

EXAMPLES = """
examples:
  python -m core.evaluation scored.csv
  python -m core.evaluation reviews.csv --label sentiment --model sst2-minilm --model bag-of-words
  python -m core.evaluation scored-a.csv --against scored-b.csv -o evaluation.json
  python -m core.evaluation scored.csv --false-positive 20 --false-negative 5 --review 1
  python -m core.evaluation unlabelled.csv --model sst2-minilm
  python -m core.evaluation test.csv --copies-of train.csv

A file holds texts, verdicts (the columns that python -m core.scoring adds, or those of --verdict; with
--model it is scored first) and, for most of what is told, labels.
"""


def cost(value: str) -> float:
    """A cost; raises argparse.ArgumentTypeError for one below 0."""
    number = float(value)
    if not 0 <= number < float("inf"):
        raise ArgumentTypeError(f"{value} is not a cost")
    return number


@dataclass(frozen=True, kw_only=True)
class Evaluate(Command):
    """Evaluate the verdicts in a file of texts: compare, slices, thresholds, duplicates, no labels at all."""

    EPILOG: ClassVar[str] = EXAMPLES

    input: str = option(help="CSV, TSV, JSON lines or array (also gzipped), or Parquet", positional=True)
    against: str | None = option(None, "another scored file of the same rows: compare the two")
    copies_of: str | None = option(
        None, "another file, such as that which a model learned from: which rows stand there, too?"
    )
    model: tuple[str, ...] = option(
        (), "score the file by this model first; twice: compare the two", repeated=True
    )
    text: str | None = option(None, "column with the texts (default: guessed)")
    label: str | None = option(None, "column with true labels (default: guessed by its name)")
    verdict: tuple[str, ...] = option(
        (),
        "column of probabilities of positive, or of verdicts (default: those of scoring)",
        repeated=True,
    )
    reference: str | None = option(
        None, "scored file with labels, of the kind that the model learned from (default: its dev set)"
    )
    false_positive: float = option(5.0, "what a negative row called positive costs", reads=cost)
    false_negative: float = option(5.0, "what a positive row called negative costs", reads=cost)
    review: float = option(1.0, "what a look by hand costs", reads=cost)
    seed: int = option(0, "of the halves and resamples")
    header: int | None = option(
        None, "line with the names of the columns (default: found)", reads=count, exclusive="heading"
    )
    no_header: bool = option(False, "the first line is a row; columns are #1, #2 …", exclusive="heading")
    scored: str | None = option(None, "with --model: keep the scored file here, a CSV")
    output: str | None = option(None, "write all numbers as JSON", short="-o")

    def run(self) -> None:
        """Read, score where asked, evaluate, tell; errors are those of reading and scoring."""
        from core.evaluation.as_json import as_json, leak_as_json
        from core.evaluation.leak import leak_between
        from core.evaluation.reading import Choice, read_labelled, read_scored
        from core.evaluation.report import Asked, report
        from core.evaluation.scored import side_by_side
        from core.evaluation.thresholds import Costs
        from core.evaluation.told import leak_told, told

        if self.output is not None:
            check_file(Path(self.output))
        if self._is_of_classes():
            self._tell_classes()
            return
        rows = self._read()
        if self.against is not None:
            rows = side_by_side(rows, read_scored(Path(self.against), Choice(self.text, self.label)))
        reference = None if self.reference is None else read_scored(Path(self.reference))
        costs = Costs(self.false_positive, self.false_negative, self.review)
        found = report(rows, Asked(costs, reference, self.seed))
        lines, numbers = told(found, shell_language()), as_json(found)
        if self.copies_of is not None:
            leak = leak_between(rows, read_labelled(Path(self.copies_of)))
            lines += leak_told(leak, Path(self.copies_of).name, shell_language())
            numbers["copies_of"] = leak_as_json(leak)
        if self.output is not None:
            write_durably(Path(self.output), json.dumps(numbers, ensure_ascii=False, indent=2) + "\n")
            lines.append(label("evaluation.written", shell_language(), output=self.output))
        print("\n".join(lines))

    def _is_of_classes(self) -> bool:
        """Whether the model or the file has others. Errors: `classes_option` for what needs two."""
        from core.data.files.tables import open_any
        from core.evaluation.class_files.reading import classes_in_table
        from core.models.classes.classifier import is_of_classes

        others = [name for name in self.model if is_of_classes(name)]
        if not self.model and classes_in_table(open_any(Path(self.input), header=self._header)):
            others = [Path(self.input).name]
        asked = {
            "model A --model B": len(self.model) > 1,
            "against": self.against is not None,
            "copies-of": self.copies_of is not None,
            "reference": self.reference is not None,
        }
        for wanted, is_asked in asked.items():
            if others and is_asked:
                raise SentiscopeError("classes_option", name=others[0], option=wanted)
        return bool(others)

    def _tell_classes(self) -> None:
        """Of a file with other classes than negative and positive: accuracy, F1 and the confusion matrix."""
        from dataclasses import asdict

        from core.evaluation.class_files.told import classes_told

        found = self._read_classes()
        print("\n".join(classes_told(found, shell_language())))
        if self.output is not None:
            write_durably(Path(self.output), json.dumps(asdict(found), ensure_ascii=False, indent=2) + "\n")
            print(label("evaluation.written", shell_language(), output=self.output))

    def _read_classes(self) -> Any:
        from core.evaluation.class_files.reading import read_classes
        from core.evaluation.class_files.score_first import classes_first
        from core.evaluation.reading import Choice

        if self.model:
            output = None if self.scored is None else Path(self.scored)
            choice = Choice(self.text, self.label)
            return classes_first(Path(self.input), self.model[0], choice, output, self._header)
        if self.scored is not None:
            raise SentiscopeError("evaluation_scored_needs_model")
        return read_classes(Path(self.input), self.label, self._header)

    @property
    def _header(self) -> int | None:
        return NO_HEADER if self.no_header else self.header

    def _read(self) -> Any:
        from core.evaluation.reading import Choice, read_labelled, read_scored
        from core.evaluation.score_first import score_first

        header = self._header
        choice = Choice(self.text, self.label, self.verdict)
        if self.model:
            output = None if self.scored is None else Path(self.scored)
            return score_first(Path(self.input), self.model, choice, output, header)
        if self.scored is not None:
            raise SentiscopeError("evaluation_scored_needs_model")
        try:
            return read_scored(Path(self.input), choice, header)
        except SentiscopeError as error:
            if self.copies_of is None or error.key != "evaluation_no_verdicts":
                raise
            return read_labelled(Path(self.input), choice, header)  # copies can be told without verdicts


def main(arguments: list[str] | None = None) -> int:
    """Evaluate, and return the shell's exit code."""
    return cli.main(Evaluate, arguments, "python -m core.evaluation")


if __name__ == "__main__":
    sys.exit(main())
