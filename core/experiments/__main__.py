"""`python -m core.experiments NAME`: measure a claim from the textbook and write the record."""

import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from core.base.i18n import label, shell_language
from core.base.settings import sst2_folder, texts_file
from core.experiments.experiment import Size
from core.experiments.record import shipped
from core.experiments.registry import NAMES, find
from core.experiments.sentence import sentence
from core.jobs import cli
from core.jobs.cli import Command, option

DEFAULT_SEED = 42


@dataclass(frozen=True, kw_only=True)
class Measure(Command):
    """Measure a claim from the textbook, write the record and say the verdict."""

    name: str = option(help=f"one of: {', '.join(NAMES)}", positional=True)
    size: Size = option("full", "small is for trying it out")
    seed: int = option(DEFAULT_SEED, "of everything that is drawn")
    data: Path | None = option(
        help="folder with train.tsv and dev.tsv (default: SENTISCOPE_SST2, else the hub)", factory=sst2_folder
    )
    texts: Path | None = option(
        help="a sentence a line, a blank line between documents (default: SENTISCOPE_TEXTS)",
        factory=texts_file,
    )
    output: Path | None = option(
        None, "file to write (default: the app's own, beside the module)", short="-o"
    )

    def run(self) -> None:
        """Raises SentiscopeError as `find` and the measurement do."""
        experiment = find(self.name)
        from core.experiments.run import run

        output = self.output or shipped(self.name)
        record = run(experiment, self.size, self.seed, self.data, output, self.texts)
        language = shell_language()
        verdict, parameters = experiment.outcome(record.numbers)
        print(sentence(experiment.name, verdict, parameters, partial(label, language=language)))
        print(label("experiments.written", language, file=output))


def main(arguments: list[str] | None = None) -> int:
    """Measure, and return the shell's exit code."""
    return cli.main(Measure, arguments, "python -m core.experiments")


if __name__ == "__main__":
    sys.exit(main())
