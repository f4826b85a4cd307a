"""`python -m core.evaluation.labelling`: make a pool of rows to label, for the page that asks about them."""

import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from core.base.output import check_folder
from core.evaluation.labelling.pool_files import MOST_ROWS, POOL_FILE, make_pool, write_pool
from core.evaluation.labelling.vectors import FEATURES
from core.evaluation.reading import Choice, read_labelled
from core.jobs import cli
from core.jobs.cli import Command, option
from core.jobs.progress import Progress
from core.scoring.__main__ import count

EXAMPLES = """
example:
  python -m core.evaluation.labelling reviews.csv --features network -o pool
"""


@dataclass(frozen=True, kw_only=True)
class MakePool(Command):
    """Choose rows of a file of texts and compute what a small model reads of each."""

    EPILOG: ClassVar[str] = EXAMPLES

    input: str = option(help="CSV, TSV, JSON lines or array (also gzipped), or Parquet", positional=True)
    text: str | None = option(None, "column with the texts (default: guessed)")
    features: str = option(
        "network", "a shipped network's vectors, or the words alone (seconds)", choices=FEATURES
    )
    most: int = option(MOST_ROWS, "rows; of a longer file they are drawn", reads=count)
    seed: int = option(0, "of all that is drawn")
    output: str = option(help="folder for the pool", short="-o")

    def run(self) -> None:
        """Read, compute, write; errors are those of reading, `labelling_few_rows` and those of models."""
        check_folder(Path(self.output))
        scored = read_labelled(Path(self.input), Choice(self.text))
        with closing(Progress(min(len(scored), self.most), "reading")) as progress:
            stored = make_pool(scored, self.features, self.seed, self.most, progress.step)
        write_pool(stored, Path(self.output))
        print(Path(self.output) / POOL_FILE)


def main(arguments: list[str] | None = None) -> int:
    """Make the pool, and return the shell's exit code."""
    return cli.main(MakePool, arguments, "python -m core.evaluation.labelling")


if __name__ == "__main__":
    sys.exit(main())
