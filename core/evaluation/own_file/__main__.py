"""`python -m core.evaluation.own_file`: a model of one's own from a labelled file."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from core.base.errors import SentiscopeError
from core.base.i18n import label, shell_language
from core.base.output import check_folder
from core.data.files.csv_layout import NO_HEADER
from core.jobs import cli
from core.jobs.cli import Command, option
from core.scoring.__main__ import count
from core.training.run_folder import is_finished, locked

EXAMPLES = """
examples:
  python -m core.evaluation.own_file reviews.csv -o my-model
  python -m core.evaluation.own_file reviews.csv --text body --label stars -o my-model
  python -m core.evaluation.own_file reviews.csv -o my-model --full

A quarter of the rows is set aside to judge by, copies and near copies together. The model in the folder
is a BERT as all others: python -m core.scoring FILE --model my-model scores with it.
"""


@dataclass(frozen=True, kw_only=True)
class TrainOwnFile(Command):
    """Learn from a labelled file: a head on a frozen encoder in seconds, or with --full all weights."""

    EPILOG: ClassVar[str] = EXAMPLES

    input: str = option(help="CSV, TSV, JSON lines or array (also gzipped), or Parquet", positional=True)
    output: Path = option(help="folder to write; an unfinished fine-tuning in it goes on", short="-o")
    text: str | None = option(None, "column with the texts (default: guessed)")
    label: str | None = option(None, "column with the labels, 2 to 20 different words (default: guessed)")
    full: bool = option(False, "fine-tune all weights, beginning with the cheap model")
    seed: int = option(0, "of what is set aside, of folds, draws and resamples")
    header: int | None = option(
        None, "line with the names of the columns (default: found)", reads=count, exclusive="heading"
    )
    no_header: bool = option(False, "the first line is a row; columns are #1, #2 …", exclusive="heading")
    overwrite: bool = option(False, "train anew where the folder holds a finished model")

    def run(self) -> None:
        """Learn, judge, tell.

        Raises `training_finished_already` for a model that is not to be overwritten, and as `learn_from`.
        """
        from core.evaluation.own_file.learning import Task, learn_from
        from core.evaluation.own_file.told import told
        from core.evaluation.reading import Choice

        check_folder(self.output)
        if is_finished(self.output) and not self.overwrite:
            raise SentiscopeError("training_finished_already", folder=self.output)
        header = NO_HEADER if self.no_header else self.header
        choice = Choice(self.text, self.label)
        with locked(self.output):
            found = learn_from(Task(Path(self.input), self.output, choice, header, self.full, self.seed))
        print("\n".join(told(found, shell_language())))
        print(label("own_file.written", shell_language(), folder=self.output))


def main(arguments: list[str] | None = None) -> int:
    """Learn from a file, and return the shell's exit code."""
    return cli.main(TrainOwnFile, arguments, "python -m core.evaluation.own_file")


if __name__ == "__main__":
    sys.exit(main())
